export { countUnread } from "./count-unread.ts";
export { getPreferences } from "./get-preferences.ts";
export { listNotifications } from "./list-notifications.ts";
export { notify } from "./notify-people.ts";
export { readNotifications } from "./read-notifications.ts";
export { updatePreferences } from "./update-preferences.ts";
