/**
 * Types of hello extensions that are offered or looked for here.
 *
 * @see https://www.iana.org/assignments/tls-extensiontype-values/tls-extensiontype-values.xhtml
 */
export const extensionTypes = {
  serverName: 0,
  statusRequest: 5,
  supportedGroups: 10,
  pointFormats: 11,
  signatureAlgorithms: 13,
  heartbeat: 15,
  applicationProtocol: 16,
  encryptThenMac: 22,
  extendedMasterSecret: 23,
  sessionTicket: 35,
  supportedVersions: 43,
  pskKeyExchangeModes: 45,
  certificateSignatureAlgorithms: 50,
  keyShare: 51,
  renegotiationInfo: 0xff01,
} as const;
