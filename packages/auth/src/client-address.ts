/** Header in which the edge tells the caller's address; whatever a caller sends in it is overwritten. */
export const clientAddressHeader = "x-stead-client-address";
