import type { Command } from 'commander';

/** The options of `tenken collector run` for people who sign in at an OpenID provider. */
export function addSingleSignOnOptions(command: Command): Command {
  return command
    .option('--oidc-issuer <url>', 'OpenID provider that people may sign in at, beside local accounts')
    .option('--oidc-client-id <id>', 'as the provider knows this collector')
    .option('--oidc-client-secret-file <file>', 'the secret that goes with it')
    .option(
      '--oidc-ca <file>',
      "authority of the provider's certificate, PEM; that of the system unless told",
    )
    .option('--oidc-scope <scopes>', 'what is asked for', 'openid profile')
    .option('--oidc-role-claim <claim>', 'claim that names groups or roles; dots lead inside', 'groups')
    .option(
      '--oidc-role <role=value>',
      'who has this value in the claim gets this role; again for more, the first that fits counts; others are refused',
      (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
    );
}
