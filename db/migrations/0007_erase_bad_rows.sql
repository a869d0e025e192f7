-- Erasing a person reaches what could not be processed too: the payload stays, without what names them.
grant update (payload) on bad_rows to tributary_app;
