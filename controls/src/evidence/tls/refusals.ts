/**
 * Alerts that refuse what was offered: handshake_failure, illegal_parameter, decode_error (stacks that know nothing
 * of so old a version), protocol_version, insufficient_security, internal_error (OpenSSL, where it may not
 * sign as a version asks for). Others, such as
 * unrecognized_name or access_denied, refuse us, and say nothing of what the server offers to others.
 */
export const refusals: ReadonlySet<number> = new Set([40, 47, 50, 70, 71, 80]);
