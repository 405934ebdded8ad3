export const paid = {
  title: "Back from the payment page",
  help: "If you paid, your payment is on its way: your agency books it as soon as the provider confirms it, and you get a receipt. If you did not, nothing was taken; open the link again to pay.",
  close: "You can close this page.",
};
