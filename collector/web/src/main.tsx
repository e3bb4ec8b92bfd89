import '@mantine/core/styles.css';
import './styles/base.css';
import './styles/print.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startLanguages } from './i18n/languages.ts';
import { printWhole } from './layout/print-whole.ts';

const root = document.querySelector('#root');
if (!root) throw new Error('index.html has no #root');
printWhole();
await startLanguages();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
