# One image for api, judge and scorer; the command says which. BASE_IMAGE is any image with Node ≥ 20.19; BUILD_IMAGE, unless it is
# the same, one with npm and a shell too.
ARG BASE_IMAGE=node:20-bookworm-slim
ARG BUILD_IMAGE=${BASE_IMAGE}

FROM ${BUILD_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No install script runs. A build image that brings /app/node_modules of this very lockfile is taken at its word: so the image
# is built where there is no registry.
RUN [ "$(cat node_modules/.regatta-lock 2>/dev/null)" = "$(cat package.json package-lock.json | sha256sum | cut -d' ' -f1)" ] \
  || npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# The embedded PostgreSQL stays out: the platform in containers has a server of its own.
RUN npm run build \
  && npx --no-install vite build apps/web --outDir /app/dist/web --emptyOutDir \
  && npm prune --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM ${BASE_IMAGE} AS platform
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/scenarios ./scenarios
COPY --from=build /app/examples ./examples
# What plugins are run with: the SDKs, and the programs of their sandboxes.
COPY --from=build /app/sdk ./sdk
COPY --from=build /app/libs/io/sandbox/programs ./libs/io/sandbox/programs
# By number, so that no user needs to be in the base image.
USER 65532:65532
EXPOSE 8080
CMD ["node", "dist/apps/api/main.js"]
