import { networkList, TenkenError } from '@tenken/shared';
import type { Configuration } from '../configuration/configuration.ts';
import { createLogger } from '../logger.ts';
import { readSingleSignOnSettings } from '../people/single-sign-on/settings.ts';
import type { CollectorOptions } from '../server.ts';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * @param agentPortFollows whether the port for agents was made from the other one
 * @throws {TenkenError} `usage`, `configuration-invalid`, `single-sign-on-unusable`
 */
export function collectorOptions(configuration: Configuration, agentPortFollows = false): CollectorOptions {
  const { authority_cert: certificate, authority_key: key, tls_cert: cert, tls_key: tlsKey } = configuration;
  const singleSignOn = readSingleSignOnSettings({
    oidcIssuer: configuration.oidc_issuer,
    oidcClientId: configuration.oidc_client_id,
    oidcClientSecretFile: configuration.oidc_client_secret_file,
    oidcCa: configuration.oidc_ca,
    oidcScope: configuration.oidc_scope,
    oidcRoleClaim: configuration.oidc_role_claim,
    oidcRole: configuration.oidc_role,
  });
  const authority = together('--authority-cert', certificate, '--authority-key', key);
  const pageCertificate = together('--tls-cert', cert, '--tls-key', tlsKey);
  return {
    data: configuration.data,
    ...(configuration.database === undefined
      ? {}
      : {
          database: {
            url: configuration.database,
            passwordFile: configuration.database_password_file ?? null,
          },
        }),
    port: configuration.port,
    listen: configuration.listen,
    agentPort: configuration.agent_port,
    agentPortFollows,
    agentListen: configuration.agent_listen,
    publicName: configuration.public_name,
    publicUrl: configuration.public_url,
    trustedProxies: configuration.trusted_proxy,
    authority,
    pageCertificate,
    singleSignOn,
    alerts: {
      allowed: networkList(configuration.alert_allow ?? []),
      secretFiles: new Map(Object.entries(configuration.alert_secret_file ?? {})),
    },
    limits: configuration.limit,
    keepMs: configuration.keep_days * dayMs,
    clientLifetimeMs: configuration.certificate_days * dayMs,
    minimumAgentVersion: configuration.minimum_agent_version,
    olderAgents: configuration.older_agents,
    backupMs: configuration.backup_days * dayMs,
    logger: createLogger(configuration.log_level),
  };
}

/** @throws {TenkenError} `usage` where there is only one of two */
function together(
  certificateFlag: string,
  certificate: string | undefined,
  keyFlag: string,
  key: string | undefined,
): { certificate: string; key: string } | undefined {
  if ((certificate === undefined) !== (key === undefined)) {
    throw new TenkenError('usage', `${certificateFlag} and ${keyFlag} go together.`);
  }
  return certificate === undefined || key === undefined ? undefined : { certificate, key };
}
