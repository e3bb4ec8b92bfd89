import { useTranslation } from 'react-i18next';
import { uploadBytes } from '../../../src/limits/upload-bytes.ts';

const mebibyte = 1024 * 1024;

/** What to say of files that are larger than the collector takes together, before anything is sent; null: nothing. */
export function useTooLarge(): (...files: readonly (File | null)[]) => string | null {
  const { t } = useTranslation();
  return (...files) => {
    const bytes = files.reduce((sum, file) => sum + (file?.size ?? 0), 0);
    if (bytes <= uploadBytes) return null;
    // Rounded up: what is a little too large must not read like what is just allowed.
    const size = Math.ceil((bytes / mebibyte) * 10) / 10;
    return t('common.tooLarge', { most: uploadBytes / mebibyte, size });
  };
}
