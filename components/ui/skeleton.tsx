"use client";
import { useEffect, useState } from "react";
import { cx } from "./cx.ts";

/** Rows of the true height; nothing in the first 200 ms, so that quick answers do not flicker. */
export function Skeleton(props: {
  readonly rows?: number;
  readonly height?: number;
  readonly className?: string | undefined;
  readonly label?: string;
}) {
  const { rows = 1, height = 36 } = props;
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div aria-busy="true" aria-label={props.label} role="status" className={cx(!late && "invisible", props.className)}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} style={{ height }} className="flex items-center">
          <div className="skeleton h-3" style={{ width: `${55 + ((row * 17) % 40)}%` }} />
        </div>
      ))}
    </div>
  );
}
