/** The armature itself: the frame a sculpture is modelled on. */
export function Logo({ size = 24, className }: { readonly size?: number; readonly className?: string }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinejoin="round"
      role="img"
      aria-label="Armature"
      className={className}
    >
      <path d="M12 5 5 19M12 5l7 14M8 13.5h8M8 13.5 12 5M16 13.5 8 19" />
      <circle cx="12" cy="4" r="2" fill="var(--surface)" />
      <circle cx="5" cy="19.5" r="2" fill="currentColor" stroke="none" />
      <circle cx="19" cy="19.5" r="2" fill="currentColor" stroke="none" />
    </svg>
  );
}
