-- Mails of sign-in are messages since 20261122002100: nothing writes or reads this table. Its grants and policies go with it.
DROP TABLE mail_outbox;
