"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { Button } from "../../ui/button.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { InputFrame } from "../input-frame.tsx";
import { isPlace } from "../place-value.ts";
import { PlaceLink } from "../read-location/display.tsx";
import type { location as definition } from "./definition.ts";

const degrees = { maximumFractionDigits: 7, useGrouping: false } as const;

/** Latitude and longitude, typed or asked of the device. */
export const Location: View<typeof definition> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={props.width === "auto" ? undefined : "col-span-full"} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const t = useTranslations("run.inputs");
  const [half, setHalf] = useState<{ readonly lat?: number | undefined; readonly lng?: number | undefined }>({});
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState<string>();
  const stands = isPlace(bound.value) ? bound.value : half;
  const set = (part: { readonly lat?: number | undefined; readonly lng?: number | undefined }) => {
    const next = { lat: stands.lat, lng: stands.lng, ...part };
    setHalf(next);
    // half a place is none: the form says so when it is left
    bound.onChange(next.lat === undefined && next.lng === undefined ? undefined : { ...next });
  };
  const mine = () => {
    if (!("geolocation" in navigator)) return setRefused(t("noPosition"));
    setAsking(true);
    setRefused(undefined);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setAsking(false);
        set({ lat: Math.round(coords.latitude * 1e7) / 1e7, lng: Math.round(coords.longitude * 1e7) / 1e7 });
      },
      () => {
        setAsking(false);
        setRefused(t("noPosition"));
      },
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  };
  return (
    <InputFrame bound={bound} isGroup className={className} onBlur={bound.onBlur}>
      {() => (
        <div className="flex flex-wrap items-end gap-2">
          <NumberField
            label={t("latitude")}
            value={stands.lat}
            minValue={-90}
            maxValue={90}
            formatOptions={degrees}
            isReadOnly={bound.isReadOnly}
            onChange={(lat) => set({ lat })}
            className="w-36"
          />
          <NumberField
            label={t("longitude")}
            value={stands.lng}
            minValue={-180}
            maxValue={180}
            formatOptions={degrees}
            isReadOnly={bound.isReadOnly}
            onChange={(lng) => set({ lng })}
            className="w-36"
          />
          {bound.isReadOnly ? null : (
            <Button icon="locate" isBusy={asking} onPress={mine}>
              {t("myPosition")}
            </Button>
          )}
          {isPlace(bound.value) ? (
            <span className="flex h-8 items-center">
              <PlaceLink field={bound.field} value={bound.value} place="page" noLinks={false} recordId={undefined} />
            </span>
          ) : null}
          {refused === undefined ? null : (
            <span role="status" className="basis-full text-sm text-danger">
              {refused}
            </span>
          )}
        </div>
      )}
    </InputFrame>
  );
}
