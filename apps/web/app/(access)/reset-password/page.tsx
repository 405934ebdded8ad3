import type { Metadata } from "next";
import { Suspense } from "react";
import { ResetPasswordForm } from "../../../features/access/password-forms.tsx";

export const metadata: Metadata = { title: "Choose a new password" };

export default function Page() {
  return (
    <Suspense>
      <ResetPasswordForm />
    </Suspense>
  );
}
