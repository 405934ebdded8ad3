"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const EditProperty = lazyView(async () => (await import("./edit-property.tsx")).EditProperty);
export const NewProperty = lazyView(async () => (await import("./new-property.tsx")).NewProperty);
export const PropertyList = lazyView(async () => (await import("./property-list.tsx")).PropertyList);
export const PropertyPage = lazyView(async () => (await import("./property-page.tsx")).PropertyPage);
export const RentRoll = lazyView(async () => (await import("./rent-roll.tsx")).RentRoll);
export const UnitList = lazyView(async () => (await import("./unit-list.tsx")).UnitList);
export const UnitPage = lazyView(async () => (await import("./unit-page.tsx")).UnitPage);
