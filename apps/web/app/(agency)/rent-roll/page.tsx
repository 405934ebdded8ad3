import type { Metadata } from "next";
import { Suspense } from "react";
import { RentRoll } from "../../../features/portfolio/views.ts";

export const metadata: Metadata = { title: "Rent roll" };

export default function RentRollPage() {
  return (
    <Suspense>
      <RentRoll />
    </Suspense>
  );
}
