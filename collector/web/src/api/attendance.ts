/** So long after the last key or touch somebody may still be reading. */
const attendedMs = 60_000;
let lastInputAt = Date.now();

for (const event of ['pointerdown', 'keydown', 'wheel', 'pointermove'] as const) {
  addEventListener(event, () => (lastInputAt = Date.now()), { passive: true, capture: true });
}

/** Asking again and again by itself must not keep a session open that nobody sits at. */
export function attendanceHeaders(): Record<string, string> {
  return Date.now() - lastInputAt > attendedMs ? { 'x-tenken-unattended': '1' } : {};
}
