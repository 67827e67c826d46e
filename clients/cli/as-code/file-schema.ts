// The schema of service-users.yaml. The JSON schema for editors is generated from it.
import * as z from 'zod';

/** The `managed_by` of a Service User in a file that has no other one. */
export const MANAGED_BY = 'service-users.yaml';

/** The API stores texts in this form. A text block of YAML ends with a line break, for example. */
const Text = z.string().overwrite((text) => text.normalize('NFC').replaceAll(/\r\n?/g, '\n').trim());
const Name = Text.min(1);
const TeamNames = z.array(Name).describe('The names of the teams. Public is always included.');

const Team = z.strictObject({
  name: Name,
  description: Text.optional(),
});

const Datastore = z.strictObject({
  name: Name,
  teams: z.array(Name).describe('The teams that can access the datastore.').optional(),
});

/** What narrows a token or the sessions of a federation policy. */
const narrowing = {
  scopes: z
    .array(z.string())
    .nullable()
    .describe('What it may do, such as datastores:read; null for everything that the account may do.')
    .optional(),
  allowed_cidrs: z
    .array(z.string())
    .describe('The addresses and networks that it may be used from, such as 203.0.113.0/24. Any if empty.')
    .optional(),
};

const FederationPolicy = z.strictObject({
  name: Name,
  issuer: z.string().describe('The claim iss of the tokens.'),
  audience: z.string().describe('The claim aud of the tokens.'),
  subject: z.string().nullable().describe('The claim sub, or a prefix of it that ends in :* or /*.').optional(),
  claims: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .describe('The claims that the tokens must have, with their values.')
    .optional(),
  session_minutes: z.int().min(5).max(60).describe('The lifetime of a session.').optional(),
  ...narrowing,
  enabled: z.boolean().optional(),
  jwks: z
    .strictObject({ keys: z.array(z.looseObject({ kid: z.string() })) })
    .nullable()
    .describe('The public keys of an issuer that cannot be reached.')
    .optional(),
});

const Token = z.strictObject({
  name: Name,
  expires_in_days: z
    .int()
    .min(1)
    .max(365)
    .nullable()
    .describe('The lifetime of a token that is created; null for never. By default that of the token policy.')
    .optional(),
  ...narrowing,
  secret: z
    .string()
    .regex(/^(?:file|aws-secretsmanager|github-actions):.+$/)
    .describe(
      'Where the secret of a token that is created goes: file:<path> from the folder of this file, aws-secretsmanager:<name>, or github-actions:<owner>/<repository>[/<environment>]/<name>.',
    )
    .optional(),
});

const ServiceUser = z.strictObject({
  name: Name.describe('The display name, from which the user_id is derived.'),
  user_id: z
    .string()
    .regex(/^[a-z0-9_]+@service$/)
    .describe('The key of the Service User. Set it to change the name of an existing one.')
    .optional(),
  role: z.enum(['Admin', 'Manager', 'Member']).optional(),
  teams: TeamNames.optional(),
  owners: z.array(z.string()).describe('The user_ids of the people who are responsible, at most 5.').optional(),
  purpose: Text.max(500).nullable().describe('What the Service User is for.').optional(),
  labels: z.record(z.string(), Text).describe('At most 20 labels.').optional(),
  managed_by: Text.max(100)
    .nullable()
    .describe(`What manages the Service User, for people who want to change it. By default ${MANAGED_BY}.`)
    .optional(),
  iam_principals: z
    .array(z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:(?:role|user)\/\S+$/))
    .describe('The ARNs of the IAM roles and users that are the Service User.')
    .optional(),
  federation_policies: z.array(FederationPolicy).optional(),
  tokens: z.array(Token).optional(),
});

export const ServiceUsersFile = z
  .strictObject({
    version: z.literal(1).describe('The version of this format.'),
    teams: z.array(Team).optional(),
    datastores: z.array(Datastore).optional(),
    service_users: z.array(ServiceUser).optional(),
  })
  .describe('Teams, datastores and Service Users. What is left out of the file is left as it is.');

export type ServiceUsersFile = z.infer<typeof ServiceUsersFile>;
export type WantedTeam = z.infer<typeof Team>;
export type WantedDatastore = z.infer<typeof Datastore>;
export type WantedServiceUser = z.infer<typeof ServiceUser>;
export type WantedFederationPolicy = z.infer<typeof FederationPolicy>;
export type WantedToken = z.infer<typeof Token>;

/** The JSON schema, for editors. */
export function jsonSchema(): object {
  return { title: 'service-users.yaml', ...z.toJSONSchema(ServiceUsersFile) };
}
