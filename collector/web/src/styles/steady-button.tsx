import type { ButtonHTMLAttributes, MouseEvent } from 'react';

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { 'data-loading'?: boolean };

/**
 * A button that keeps the focus while it works or may not be used: browsers take it from a disabled one, and whoever
 * pressed it would be nowhere. It is said to be disabled, and does nothing.
 */
export function steadyButton({ disabled = false, onClick, type, ...props }: Props) {
  return (
    <button
      {...props}
      type={type === 'submit' ? 'submit' : 'button'}
      aria-disabled={disabled || undefined}
      aria-busy={props['data-loading'] || undefined}
      onClick={disabled ? refuse : onClick}
    />
  );
}

/** Also what the Enter key in a field of the form would do. */
function refuse(event: MouseEvent): void {
  event.preventDefault();
  event.stopPropagation();
}
