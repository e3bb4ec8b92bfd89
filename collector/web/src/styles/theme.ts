import { createTheme } from '@mantine/core';
import { steadyButton } from './steady-button.tsx';

/** Fonts that the systems of Japanese offices bring along: closed networks load none. */
const sans =
  '"BIZ UDPGothic", "Yu Gothic UI", Meiryo, "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", sans-serif';
const mono =
  '"BIZ UDGothic", Consolas, "SFMono-Regular", Menlo, "Noto Sans Mono CJK JP", "MS Gothic", monospace';

export const theme = createTheme({
  fontFamily: sans,
  fontFamilyMonospace: mono,
  headings: { fontFamily: sans, fontWeight: '700' },
  primaryColor: 'ai',
  // White on it is read in both; a lighter one in the dark is too light for that.
  primaryShade: { light: 7, dark: 6 },
  colors: {
    // 藍, indigo: the colour of the page; the colours of outcomes are in outcomes.css.
    ai: [
      '#eef5fb',
      '#d9e8f4',
      '#b3d0e8',
      '#89b6db',
      '#69a2d2',
      '#4a8ec4',
      '#2f76ae',
      '#1f5a8a',
      '#17466d',
      '#0f3352',
    ],
    // The library's own greys are warmer than the surfaces in base.css.
    dark: [
      '#e6eaee',
      '#c9d0d8',
      '#a7b1bc',
      '#7d8894',
      '#343d47',
      '#2b333c',
      '#242b33',
      '#1c2229',
      '#171c22',
      '#14181d',
    ],
  },
  defaultRadius: 'sm',
  respectReducedMotion: true,
  autoContrast: true,
  components: {
    Button: { defaultProps: { renderRoot: steadyButton } },
    // Locking the page behind them takes a style element without the nonce that the policy asks for.
    Modal: { defaultProps: { lockScroll: false } },
    Drawer: { defaultProps: { lockScroll: false } },
  },
});
