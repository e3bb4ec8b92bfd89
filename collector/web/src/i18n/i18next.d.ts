import 'i18next';
import type { ja } from './messages.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof ja };
    returnNull: false;
  }
}
