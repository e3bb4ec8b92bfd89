type Typed = Record<string, unknown>;

/** Which items of an assessment are listed, and which one is open. */
export type WorkbenchSearch = { item?: string; open?: boolean; priority?: boolean; text?: string };

export function readWorkbenchSearch({ item, open, priority, text }: Typed): WorkbenchSearch {
  return {
    // The router reads 44 as a number.
    ...(typeof item === 'string' || typeof item === 'number' ? { item: String(item) } : {}),
    ...(open === true ? { open } : {}),
    ...(priority === true ? { priority } : {}),
    ...(typeof text === 'string' && text !== ''
      ? { text }
      : typeof text === 'number'
        ? { text: String(text) }
        : {}),
  };
}

/** Which waivers are listed, and what a new one begins with. */
export type WaiverSearch = { show?: 'all'; system?: string; control?: string; host?: string };

export function readWaiverSearch({ show, system, control, host }: Typed): WaiverSearch {
  return {
    ...(show === 'all' ? { show } : {}),
    ...(typeof system === 'string' ? { system } : {}),
    ...(typeof control === 'string' ? { control } : {}),
    ...(typeof host === 'string' ? { host } : {}),
  };
}
