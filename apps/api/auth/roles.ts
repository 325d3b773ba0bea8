/** Each role may do all that the ones before it may. */
export const ROLES = ['viewer', 'contestant', 'organizer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What a token may be used for, whatever its bearer's role allows. */
export const SCOPES = ['read', 'submit', 'organize', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

export const atLeast = (role: Role, wanted: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(wanted);

const SCOPES_OF: Readonly<Record<Role, readonly Scope[]>> = {
  viewer: ['read'],
  contestant: ['read', 'submit'],
  organizer: ['read', 'submit', 'organize'],
  admin: SCOPES,
};
/** The most that a token of this role may carry. */
export const scopesOf = (role: Role): readonly Scope[] => SCOPES_OF[role];
