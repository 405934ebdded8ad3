"use client";

import { Menu, type MenuSection } from "@stead/ui/menu";
import { useQueryClient } from "@tanstack/react-query";
import CircleUser from "lucide-react/icons/circle-user";
import LogOut from "lucide-react/icons/log-out";
import { useRouter } from "next/navigation";
import { signOut } from "../../lib/auth.ts";
import { forgetAnswers } from "../../lib/forget-answers.ts";
import type { Session } from "../../lib/session.tsx";
import { frame as text } from "../../messages/en/frame.ts";
import { densities, themes, useAppearance } from "./appearance.ts";

/** The person: profile, look and leaving. */
export function PersonMenu({ session }: { readonly session: Session }) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const { theme, density, setTheme, setDensity } = useAppearance();
  const leave = async () => {
    await signOut();
    await forgetAnswers();
    queryClient.clear();
    router.replace("/sign-in");
  };
  const sections: MenuSection[] = [
    {
      id: "person",
      label: `${text.signedInAs} ${session.user.email}`,
      items: [{ id: "profile", label: text.profile, href: "/settings/profile" }],
    },
    {
      id: "theme",
      label: text.theme,
      items: themes.map((item) => ({
        ...item,
        isChecked: theme === item.id,
        onSelect: () => setTheme(item.id),
      })),
    },
    {
      id: "density",
      label: text.density,
      items: densities.map((item) => ({
        ...item,
        isChecked: density === item.id,
        onSelect: () => setDensity(item.id),
      })),
    },
    {
      id: "leave",
      items: [{ id: "leave", label: text.signOut, icon: <LogOut />, onSelect: () => void leave() }],
    },
  ];
  return <Menu label={session.user.name} sections={sections} icon={<CircleUser />} variant="quiet" />;
}
