export * from './controls/common-reasons.ts';
export * from './controls/define.ts';
export * from './controls/judge.ts';
export * from './controls/registry.ts';
export * from './evidence/index.ts';
