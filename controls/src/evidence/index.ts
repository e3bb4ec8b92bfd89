export * from './collect.ts';
export * from './define.ts';
export * from './powershell.ts';
export * from './registry.ts';
export { examineEndpoint } from './tls/examine.ts';
export type { Examination, ExamineOptions } from './tls/examine.ts';
export { TlsFacts } from './tls/facts.ts';
export * from './unread.ts';
