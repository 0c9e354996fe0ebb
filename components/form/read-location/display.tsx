"use client";
import { useTranslations } from "use-intl";
import type { Display } from "../../render/display.ts";
import { useValueText } from "../../render/value.tsx";
import { Icon } from "../../ui/icon.tsx";
import { safeAddress } from "../safe-address.ts";
import { isPlace } from "../place-value.ts";

/** Degrees, and a way to what shows maps on this device: none is loaded here. */
export const PlaceLink: Display = ({ field, value, noLinks }) => {
  const t = useTranslations("run.inputs");
  const said = useValueText()(field, value);
  if (!isPlace(value)) return <span>{said}</span>;
  const href = safeAddress(`https://www.openstreetmap.org/?mlat=${value.lat}&mlon=${value.lng}#map=16/${value.lat}/${value.lng}`);
  if (noLinks || href === undefined) return <span className="num">{said}</span>;
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={t("openMap", { place: said })}
      className="inline-flex items-center gap-1 text-accent-text hover:underline"
    >
      <Icon name="map-pin" size={14} />
      <span className="num">{said}</span>
    </a>
  );
};
