import type { ContactRowDto } from "@stead/contracts/contacts";
import { Badge } from "@stead/ui/badge";
import { contacts as text } from "../../messages/en/contacts.ts";

/** What somebody is to the agency. */
export function RoleBadges({ roles }: Pick<ContactRowDto, "roles">) {
  return (
    <span className="inline-flex flex-wrap gap-1">
      {roles.map((role) => (
        <Badge key={role}>{text.roleNames[role]}</Badge>
      ))}
    </span>
  );
}
