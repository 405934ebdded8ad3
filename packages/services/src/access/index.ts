export { actAsMember } from "./act-as-member.ts";
export { keepCallers } from "./find-callers.ts";
export { listMembers } from "./list-members.ts";
export { removeMember } from "./remove-member.ts";
export { updateMember } from "./update-member.ts";
