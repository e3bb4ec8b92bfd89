/** What an organisation tells once because many items need to know it. */
export const declarationKinds = [
  'my-number-locations',
  'approved-software',
  'approved-device-software',
  'forbidden-software',
  'approved-accounts',
  'approved-administrators',
  'service-accounts',
  'approved-services',
  'open-shares',
  'network-boundaries',
  'known-devices',
  'hardware-ledger',
  'log-destinations',
  'update-procedure',
  'approved-time-sources',
  'baselines',
  'legal-exceptions',
  'compared-profile-rows',
] as const;
export type DeclarationKind = (typeof declarationKinds)[number];
