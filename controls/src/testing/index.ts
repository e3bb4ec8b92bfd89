export * from './cases.ts';
export * from './recordings.ts';
