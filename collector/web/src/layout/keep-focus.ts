/**
 * Takes care that whoever works by keyboard or listens to the page stays where they were: when what has the focus goes
 * away, the browser leaves it on nothing, and the next Tab begins at the top. Then what was around it takes the focus.
 *
 * @returns ends the care
 */
export function keepFocus(main: HTMLElement): () => void {
  let around: HTMLElement[] = [];
  let frame = 0;

  function remember(): void {
    const { activeElement } = document;
    if (activeElement !== main && activeElement instanceof HTMLElement && main.contains(activeElement)) {
      around = chainOf(activeElement, main);
    } else if (activeElement !== document.body) around = [];
  }

  /** A click on nothing gives the focus away on purpose. */
  function clicked(): void {
    if (document.activeElement === document.body) around = [];
    else remember();
  }

  function look(): void {
    if (around.length === 0 || document.activeElement !== document.body) return;
    cancelAnimationFrame(frame);
    // Whoever took something away may be about to say where the focus goes.
    frame = requestAnimationFrame(() => requestAnimationFrame(inherit));
  }

  function inherit(): void {
    const [lost] = around;
    if (lost === undefined || document.activeElement !== document.body || isThere(lost)) return;
    const heir = around.find(isThere) ?? main;
    around = [];
    focusOn(heir);
  }

  const observer = new MutationObserver(look);
  observer.observe(main, { childList: true, subtree: true, attributeFilter: ['hidden'] });
  const end = new AbortController();
  document.addEventListener('focusin', remember, { signal: end.signal });
  document.addEventListener('click', clicked, { signal: end.signal, capture: true });
  return () => {
    end.abort();
    observer.disconnect();
    cancelAnimationFrame(frame);
  };
}

/** Gives the focus to what has none by itself, until it moves on. */
export function focusOn(element: HTMLElement): void {
  if (!element.hasAttribute('tabindex')) {
    element.tabIndex = -1;
    element.addEventListener('blur', () => element.removeAttribute('tabindex'), { once: true });
  }
  element.focus({ preventScroll: true });
}

function chainOf(element: HTMLElement, main: HTMLElement): HTMLElement[] {
  const chain = [element];
  for (let one = element.parentElement; one !== null && one !== main; one = one.parentElement) {
    chain.push(one);
  }
  return chain;
}

function isThere(element: HTMLElement): boolean {
  return element.isConnected && element.checkVisibility();
}
