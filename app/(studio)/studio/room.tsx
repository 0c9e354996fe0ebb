"use client";
import dynamic from "next/dynamic";

/** Rooms load when they are entered; each knows its address. */
export const Room = dynamic(() => import("#components/studio").then((studio) => studio.Room), { ssr: false });
