/** A Deployment of four replicas and its Service: an entry that `steady-web` can be judged with. */
export const WEB_ENTRY = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 4
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: regatta/web, resources: { requests: { cpu: 500m, memory: 256Mi } } }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
`;
