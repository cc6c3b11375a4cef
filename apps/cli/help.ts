/** What every `--help` says, written by hand. */

export const overview = `Vitascope: a file goes in, a film comes out.

  vitascope serve                 start the server
  vitascope push FILE             upload a film and get a link to watch it
  vitascope assets list           what is in the library
  vitascope assets show ID        one film, its renditions and how far they are
  vitascope assets cancel ID      stop preparing it
  vitascope assets redrive ID     try again what failed
  vitascope assets delete ID      put it into the trash, or remove it for good
  vitascope assets trash          what was deleted and can be restored
  vitascope assets restore ID     take it out of the trash
  vitascope catalog import FILE   take in titles, people and rights from a CSV, JSON or Media RSS file
  vitascope catalog export        give them out as one
  vitascope mail list             mails that did not go out: waiting here, or refused
  vitascope mail show ID          one of them, with its link
  vitascope audit list            what the staff has done
  vitascope audit verify          whether the record of it is whole
  vitascope secret rotate         replace the secret that signs sessions
  vitascope demo                  fill an empty system with people and a small library
  vitascope doctor                find out what is wrong with this machine before it hurts
  vitascope help COMMAND          more about one of them
  vitascope --version

Environment
  VITASCOPE_URL         the server that the commands speak to (http://127.0.0.1:8080)
  VITASCOPE_PORT        the port of a server on this machine (8080)
  VITASCOPE_DATA_DIR    the folder that holds everything a server keeps (./data)
  VITASCOPE_OWNER_KEY   the owner key, where the data folder is not on this machine`;

export const serveHelp = `vitascope serve [--role ROLES] [--port PORT] [--data-dir FOLDER]

Starts Vitascope and prints where to go. Ctrl-C stops it cleanly: what is being sent is finished,
what is being made is put back in the queue. A second Ctrl-C stops it at once; nothing is lost then either.

  --role ROLES        all (default), or a list of api, origin and worker: --role api,origin
  --port PORT         where to listen, 0 for any free port (VITASCOPE_PORT, 8080)
  --data-dir FOLDER   where everything is kept (VITASCOPE_DATA_DIR, ./data)

Examples
  vitascope serve
  vitascope serve --port 9000 --data-dir /srv/films
  vitascope serve --role worker`;

export const pushHelp = `vitascope push FILE [--name NAME] [--wait playable|complete] [--json]

Uploads a film and prints a link that plays it in any browser, as soon as it can be played.
When the connection breaks, or you press Ctrl-C, run the same command again: it carries on.

  --name NAME   what to call it (the file's name)
  --wait STATE  playable (default): return when it can be watched, seconds after the last byte;
                complete: return when every rendition has been made
  --json        print one JSON object and nothing else on standard output:
                {"assetId","state","hlsUrl","dashUrl","watchUrl"}, or {"error":{"code","message"}} and exit code 1

Examples
  vitascope push holiday.mp4
  vitascope push master.mkv --name "The Long Take" --wait complete
  vitascope push clip.mov --json | jq -r .hlsUrl`;

export const assetsHelp = `vitascope assets list|show|cancel|redrive|delete|trash|restore

  vitascope assets list [--limit N] [--json]
  vitascope assets show ID [--json]
  vitascope assets cancel ID [--json]
  vitascope assets redrive ID [--rendition RENDITION] [--json]
  vitascope assets delete ID [--yes] [--force] [--permanent] [--json]
  vitascope assets trash [--json]
  vitascope assets restore ID [--json]

States: examining, playable, complete; rejected (the file cannot be used, and why), failed (something
went wrong on our side: redrive it), cancelled (you stopped it: redrive it to go on).`;

export const listHelp = `vitascope assets list [--limit N] [--json]

Lists the library, newest first.

  --limit N   how many at most (100)
  --json      print {"items": [...], "nextCursor": ...} as the API gives it`;

export const showHelp = `vitascope assets show ID [--json]

Shows one film: its state and the reason for it, and how far each rendition is.

  --json   print the asset as the API gives it`;

export const cancelHelp = `vitascope assets cancel ID [--json]

Stops preparing a film. What has been made stays; "assets redrive" goes on from there.

  --json   print the asset as the API gives it`;

export const redriveHelp = `vitascope assets redrive ID [--rendition RENDITION] [--json]

Tries again what failed or was cancelled. What has been made already is kept.

  --rendition RENDITION   only this one; "assets show ID" names them
  --json                  print the asset as the API gives it`;

export const deleteHelp = `vitascope assets delete ID [--yes] [--force] [--permanent] [--json]

Puts a film into the trash: it plays no longer and is in no list. "assets restore ID" brings it back until its time
there is over (VITASCOPE_TRASH_DAYS).

  --permanent  remove it, its original and everything made from it at once, also out of the trash; this cannot be undone
  --force  also when titles link it: they no longer play
  --yes    do not ask
  --json   print {"assetId", "deleted": true}; implies that nobody can be asked, so it needs --yes`;

export const trashHelp = `vitascope assets trash [--json]

Lists what was deleted, last first, and when it will go for good.

  --json  print {"items": […]}`;

export const restoreHelp = `vitascope assets restore ID [--json]

Takes a film out of the trash, as it was.

  --json  print the asset as the API gives it`;

export const catalogHelp = `vitascope catalog import|export

  vitascope catalog import FILE [--dry-run] [--format csv|json|mrss] [--json]
  vitascope catalog export [--format csv|json] > FILE

The same file twice changes nothing the second time. docs/guides/import.md lists the columns.`;

export const catalogImportHelp = `vitascope catalog import FILE [--dry-run] [--format csv|json|mrss] [--json]

Takes a feed in. What is wrong is listed by line and column; each record is taken in whole or not at all.
Exit code 1 where something was refused.

  --dry-run       say what would be created and changed, and what is wrong, and write nothing
  --format NAME   csv, json (an array, or one object on each line) or mrss; by the file's ending without it
  --json          print the report as the API gives it

Examples
  vitascope catalog import titles.csv --dry-run
  vitascope catalog import partner.xml --format mrss`;

export const catalogExportHelp = `vitascope catalog export [--format csv|json] > FILE

Gives out terms, people and titles as a feed that "catalog import" takes, in this system or another.

  --format NAME   json (default): one object on each line; csv: a table for spreadsheets`;

export const mailHelp = `vitascope mail list|show

  vitascope mail list [--limit N] [--json]
  vitascope mail show ID [--json]

Without a mail server (mail.smtpUrl) the server keeps what it would have sent: pass the links on yourself.
They open accounts, so only owners may read them; they are kept for 30 days. With a mail server, mails that it
did not take after all attempts are listed for 7 days, without their links.`;

export const mailListHelp = `vitascope mail list [--limit N] [--json]

Lists the mails that wait (no mail server) or failed (it did not take them), newest first.

  --limit N   how many at most (50, at most 200)
  --json      print {"items": [...], "nextCursor": ...} as the API gives it`;

export const mailShowHelp = `vitascope mail show ID [--json]

Shows one mail.

  --json   print the mail as the API gives it`;

export const auditHelp = `vitascope audit list|verify|export|anchor

  vitascope audit list [--limit N] [--actor ID] [--subject ID] [--json]
  vitascope audit verify [--anchors FILE] [--json]
  vitascope audit export
  vitascope audit anchor

Everything that the staff, API keys and the owner key do is recorded in a chain of hashes.`;

export const auditListHelp = `vitascope audit list [--limit N] [--actor ID] [--subject ID] [--json]

Lists what the staff has done, newest first.

  --limit N      how many at most (50, at most 1000)
  --actor ID     only what this account or API key did
  --subject ID   only what was done to this
  --json         print {"items": [...], "nextCursor": ...} as the API gives it`;

export const auditVerifyHelp = `vitascope audit verify [--anchors FILE] [--json]

Reads the whole chain, computes every hash anew, and holds it against the anchors in the data folder.
Prints the first entry that was changed, removed, put elsewhere or written anew; exit code 1 if there is one.

  --anchors FILE   hold it also against lines of "audit anchor" that you have kept
  --json           print {"ok", "entries", "head", "break": {"kind", "seq", "message"}}`;

export const auditExportHelp = `vitascope audit export

Prints every entry as a line of JSON, oldest first.`;

export const auditAnchorHelp = `vitascope audit anchor

Prints the end of the chain. Keep the line where nobody who runs the server can change it:
"audit verify --anchors FILE" then tells when anything up to it was changed.`;

export const secretHelp = `vitascope secret rotate

  vitascope secret rotate [--end-sessions] [--yes] [--json]

The secret that signs sessions is made by the server; nobody ever sees it.`;

export const secretRotateHelp = `vitascope secret rotate [--end-sessions] [--yes] [--json]

Replaces the secret that signs sessions. Whoever is signed in stays so.

  --end-sessions  after a leak: the old secret counts for nothing at once, and everybody signs in again
  --yes           do not ask before everybody is signed out
  --json          print {"rotated": true, "endSessions"}; implies that nobody can be asked, so --end-sessions needs --yes`;

export const demoHelp = `vitascope demo [--videos none|short|long] [--new-passwords] [--force] [--json]

Fills a running, empty system through its API: accounts for viewers and for each role of the staff, profiles, people,
genres, and a library in several languages, with films and artwork that are drawn here and uploaded; what viewers hold, and a home page.
Each account gets a random password, printed once. Run again, it makes what is missing and leaves the rest alone.

  --videos LENGTH   none; short (default), 6 s each; or long, 40 s
  --new-passwords   give the demo's accounts new passwords and print them
  --force           fill a system, too, that holds other titles
  --json            print one JSON object: {"accounts": [{"id", "email", "role", "password", "pins"}], "titles", "made", ...}

The addresses are confirmed by the server's outbox, so no mail server may be configured.`;

export const doctorHelp = `vitascope doctor [--json]

Checks everything Vitascope stands on: the encoder (on a golden sample), the database, the object store,
free disk, ports and the clock. Says what to do about whatever is wrong. Exit code 1 if something is.

  --json   print {"ok", "checks": [{"name", "ok", "detail", "remedy"}]}`;
