/**
 * The day and the origin of what evidence knows antivirus, monitoring and intrusion detection products by: services,
 * folders, programs. The names themselves are in the agent, in `evidence/antivirus` and `evidence/event-monitoring`;
 * a product that came out or was renamed since is not found by them.
 */
export const productNames = {
  asOf: '2026-11-01',
  source: "the vendors' installation guides and lists of services that administrators publish",
} as const;
