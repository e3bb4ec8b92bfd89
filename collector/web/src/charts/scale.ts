/** The least round number (1, 2 or 5 times a power of ten) that lies on or above the value; 1 for nothing. */
export function roundAbove(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 5, 10]) if (step * power >= value) return step * power;
  return 10 * power;
}

export type Point = { x: number; y: number };

/** A line through points, broken where there is none. */
export function pathOf(points: readonly (Point | null)[]): string {
  let isDrawing = false;
  const parts: string[] = [];
  for (const point of points) {
    if (point === null) {
      isDrawing = false;
      continue;
    }
    parts.push(`${isDrawing ? 'L' : 'M'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`);
    isDrawing = true;
  }
  return parts.join(' ');
}
