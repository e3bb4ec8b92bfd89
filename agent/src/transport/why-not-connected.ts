const untrusted = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
]);

/** Whether the other side's certificate comes from no authority that is trusted here. */
export function isUntrusted(cause: unknown): boolean {
  return untrusted.has((cause as NodeJS.ErrnoException).code ?? '');
}

/** Why a connection to a collector failed, and what to look at. */
export function whyNotConnected(cause: unknown, to: 'enrol' | 'report'): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (isUntrusted(cause)) {
    return to === 'enrol'
      ? `its certificate does not come from the authority that was given (${code}). Use authority.pem of this very collector.`
      : `its certificate does not come from the authority that this host was enrolled with (${code}). It is another collector, or one whose data was made anew.`;
  }
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its name is not known here. Check the address and the name service.';
    case 'ECONNREFUSED':
      return to === 'enrol'
        ? 'nobody listens there. Check address and port, and that the collector runs with --listen.'
        : 'nobody listens there. Check that the collector runs, with --agent-listen where it is another machine.';
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'nothing answers there. Check the address, the network and the firewall.';
    case 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED':
      return "this is the port of enrolled agents. Use the collector's port for people and enrolment.";
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `its certificate is for other names: ${message}. Start the collector with --public-name.`;
    default:
      return message;
  }
}
