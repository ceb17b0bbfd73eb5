# Messages in English that only the programs tell. Every message stands in terminal.ru.ftl as well, in the same order.
# What a page tells stands in en.ftl (tests/tests/words.rs).

## Heads of lines

error-head = error
warning-head = warning
hint-head = hint

## Refusals of nodes

refusal-unknown-log = This node keeps no log { $origin }.
    .next = List its logs with `attestat log ls`, or ask another node.
refusal-forked = The log { $origin } was signed in two histories that contradict each other.
    .next = Rely on nothing newer than the roster's cut; the evidence is in every answer about this log.
refusal-another-key = Another key answered than the one that the node's address names (expected { $expected }, found { $found }).
    .next = The node was given a new key, or somebody stands in its place: get its whole address anew from the school by a way you trust, and do not leave out what stands behind #.
refusal-bad-message = A message could not be read: { $fault }.
    .next = Send it as proto/attestat/v1 describes it; the two programs may be of different versions.
refusal-lost = { $said }.
refusal-of-others = { $said }.
    .next = See whether the node runs and is of the same version.

## Faults of what was sent

fault-detail = { $detail }
fault-field = field `{ $field }` of { $message }: { $fault }
fault-registry-id-long = the registry id is { $length } bytes long; at most 200 are allowed
fault-origin = { $text } is not a log origin: expected a registry id, '/', and a generation from 1, such as school-12.example.org/1
fault-path = { $count } hashes; a proof has at most { $most }
fault-bytes = { $count } bytes where { $expected } are expected

## Faults of drafts

draft-fault = { $path } { $problem }
draft-missing = is missing: fill it in
draft-empty = is empty: fill it in, or leave the whole field out where it is optional
draft-too-long = has { $length } characters and at most { $limit } are allowed: shorten it
draft-hidden-character = has an invisible or broken character at position { $at }: type the text again by hand, or check the file's encoding
draft-not-in-a-name = has a character at position { $at } that is not part of a name: use letters, spaces, hyphens, apostrophes and dots
draft-mixed-alphabets = mixes two alphabets: at position { $at } stands the { $alphabet } letter «{ $letter }»; type it again with one keyboard
draft-latin = Latin
draft-cyrillic = Cyrillic
draft-garbled = has wrong letters, as of { $of }: copy the text again from its source
draft-garbled-1251 = UTF-8 that was read as windows-1251
draft-garbled-utf8 = UTF-8 that was read as Latin-1
draft-garbled-latin1 = windows-1251 that was read as Latin-1
draft-garbled-question-marks = question marks in the place of letters
draft-says-none = says that there is none: leave the field out
draft-initial = is an initial: write the name in full, as the identity document does
draft-small-letter = has a word that begins with a small letter: write the name as the identity document does
draft-hyphen-at-end = ends or begins with a hyphen: write the name in full, or remove the hyphen
draft-latin-double = is written with Latin letters that look like Cyrillic ones: type it again with the Russian keyboard
draft-distinction-with-three = does not fit the marks: with a 3 there is no certificate with distinction
draft-impossible-age = makes the pupil { $years } years old on the day of the document: correct one of the two days
draft-supplement-and-marks = must be there exactly when the other is: marks stand in the supplement
draft-not-a-date = is not a day of the calendar: write it as YYYY-MM-DD
draft-not-of-documents = is not a day from 1900 to 2199: correct the year
draft-not-in-range = must be a whole number from { $least } to { $most }
draft-unknown-word = must be one of: { $expected }
draft-not-a-mark = must be 3, 4 or 5: no other mark can stand in a certificate
draft-not-a-blank-number = must be 14 digits, or for a document issued before 2015 two digits, two letters and seven digits
draft-not-a-gto-number = must be written as 00-00-0000000, in digits
draft-not-a-result = must begin with a digit, such as 10.84 s or 3:1
draft-wrong-type = must be { $expected }
draft-object = an object
draft-text = a text
draft-whole-number = a whole number
draft-list = a list
draft-unknown-key = is not a field of this object: remove it
draft-unknown-key-like = is not a field of this object: did you mean { $nearest }?
draft-wrong-count = has { $length } entries: { $least } to { $most } are allowed
draft-subject-twice = names the same subject as marks[{ $first }]: keep one of them
draft-before = is before { $other }: one of the two is mistaken
draft-agreement-needed = must be an agreement (date, text, by whom): an achievement is recorded only with the family's agreement
draft-law-needed = must name the legal basis of the certificate (kind "law"), such as the order on its issue
draft-wrong-person-agreed = does not fit the pupil's age on the day of the agreement: { $needed }
draft-guardian-agrees = below 14 the guardian agrees (guardian)
draft-both-agree = from 14 to 17 guardian and pupil both agree (both)
draft-pupil-agrees = from 18 the pupil agrees (pupil)
draft-not-json = is { $why }
issue-dated-ahead = document.{ $field } is later than the day of issue, { $day }: issue it on its own day, or correct the date
issue-not-a-duplicate = the draft is that of an original; a duplicate says so in document.copy
issue-dice = the source of randomness gives zeros: stop issuing and repair the machine's random generator

## Refusals to write, and of the writer

refusal-error = { $error }.
refusal-not-active = The roster does not let { $registry } issue for now.
    .next = Ask the consortium that signs the roster.
refusal-class = The roster does not let { $registry } issue documents of this class.
    .next = Ask the consortium to add the class to the roster.
refusal-closed = Nothing more is written into the log { $origin }: { $why }.
refusal-closed-cut-next = Ask the consortium that signs the roster; what was issued up to the cut stands.
refusal-closed-forked-next = Do not try again: what is signed from now on counts for nobody. Documents from before can be read.
refusal-closed-damaged-next = Nothing was written. Ask whoever runs the node to do what this says; the same command is safe then.
refusal-damaged-next = Nothing was written. Ask whoever runs the node to do what this says.
refusal-tell-the-consortium-next = Do not try again; tell the consortium.
refusal-interrupted = The node stopped in the middle of this request; it may have been done.
    .next = Start the node and run the same command again: it is safe.
refusal-too-many-records-next = Send at most 999 at once.
refusal-clock-next = Nothing was written; the school's guide has the way out.
refusal-repair-next = Look at the node's log, repair the cause, start it and run the same command again: it is safe.
refusal-refused-by-log-next = Nothing was written; look at the document's slot again.
refusal-slot-stands-next = Nothing was written; run the same command again: what is in the log is found there.
refusal-status-unchanged = Document { $slot } has this status already.
    .next = Nothing was written.
refusal-revoked = Document { $slot } is revoked, and a revocation is final.
    .next = Issue a new document instead.
refusal-vault-of-this-log-next = Stop the node and put the vault that belongs to this log back (`attestat-node vault restore`).
refusal-vault-damaged-next = Look at the node's log, and restore the vault from its newest backup.
refusal-not-remembered-next = Make room on the node's disk and run the same command again for the act; tell whoever runs the node that no vault backup from before may be put back without erasing this pupil again.
refusal-pupil-erased-next = Look whether the pupil still belongs in the sheet, and run the same command again.
refusal-document-too-long-next = Shorten the texts of this document and run the same command again.
refusal-vault-next = Look at the node's log; what was acknowledged before is kept.
refusal-vault-in-doubt = Nothing is issued now: { $doubt }.
    .next = Ask whoever runs the node to stop it and to run `attestat-node vault check` on its folder, which says what is missing and what to do.
refusal-no-address = A ticket says where families reach this node, and the node does not know it.
    .next = Set `listen` and public_url = "https://host:port" in node.toml and start the node again.
fault-expiry = a time from now on, at most 90 days ahead

## Refusals to make documents

refusal-not-issuable = Row { $row }: { $error }.
    .next = Correct that row and run the same command again: what was issued is found, and is not issued twice.
refusal-no-wallet-key = The key of the wallet that is enrolled for this pupil is not a key.
    .next = Make a new letter for the family (`attestat pupil ticket`), and run the same command again once it was used.
refusal-no-free-tag = The log holds ten thousand tags in a row that the vault does not know of.
refusal-missing = Document { $slot } was prepared, and the vault does not hold it any more.
    .next = Stop the node and look with `attestat-node vault check`; put the vault's newest backup back, and run the same command again: it is safe.
refusal-old-prepared-draft = The draft of document { $slot }, which was prepared, is not readable by this version: { $error }.
    .next = Tell whoever runs the node.

## Refusals about documents

refusal-unknown-document = No document with the id { $slot } was issued here.
    .next = The id is the number in the name of the document's file.
refusal-unknown-document-next = The id is the number in the name of the document's file; documents made elsewhere are not in this vault.
refusal-not-in-vault = Document { $slot } stands in the log, and this node's vault has nothing of it: { $why }.
    .next = The file that the family has stays good. If another document is to stand in its place, end this one (attestat status revoke { $slot } --reason superseded) and issue its row anew.
refusal-destroyed = it was destroyed with all that was held on its pupil
refusal-lost-document = it was lost with an earlier vault, or destroyed with its pupil
refusal-not-sealed = Record { $index } is written and not sealed yet.
    .next = Export the document again in a moment.
refusal-not-of-this-log = The award of slot { $slot } in the log is not the one that the vault prepared.
refusal-suspended = Document { $slot } is suspended.
    .next = Reinstate it first: attestat status reinstate { $slot } --reason unspecified.
refusal-named-twice = Document { $slot } is named twice.
    .next = Name each document once.
refusal-replaced = Document { $slot } was replaced by document { $newest }.
    .next = Name document { $newest } instead; nothing was written.
refusal-replaced-by-revoked = Document { $slot } was replaced by document { $newest }, which is revoked already.
refusal-replaced-by-suspended = Document { $slot } was replaced by document { $newest }, which is suspended.
refusal-replaced-later-next = Name document { $newest } instead; nothing was written. The replaced one is revoked by itself, together with others; `attestat pupil rebind --now` does not wait.

## Refusals about pupils

refusal-unknown-pupil = Nothing is held under this number or name.
    .next = Check it; a name is written as on the documents, with the patronymic. For a pupil before the first document, say so: --new-pupil.
refusal-nothing-to-erase-next = Check it; a name is written as on the documents, with the patronymic. If the pupil was erased before, the act was written then.
refusal-differs-next = Correct the number, the name or the date. Where it is the same child, a document that is issued so with --same-pupil makes both known.
refusal-one-of-two-unknown = Nothing is held on one of the two.
    .next = Check the number, the id or the name; a pupil who was joined before is found by either.
refusal-joined = The two are one pupil already.
    .next = Nothing is to be done. If two children's records were meant, name the other one by a document's id.
refusal-both-enrolled = Each of the two has a wallet enrolled, and documents of one wallet cannot be moved to the other.
    .next = Nothing was changed. Let the family say which wallet it keeps; revoke what the other one holds and issue it again under the pupil who has the wallet that stays.
refusal-two-children = The two have different names and different birth dates: they are two children.
    .next = Name the two records of one child.
refusal-several-pupils = This name and birth date stand under { $count } pupils here: { $each }.
    .next = Say which one is meant, by number (--pupil-ref) or by a document (--document). If they are one child, each record is a matter of its own until they are joined (attestat pupil merge).
refusal-pupil-number = number { $number }
refusal-pupil-no-number = without a number
refusal-pupil-no-documents = { $called } (no documents)
refusal-pupil-documents = { $called } ({ $count } { $count ->
    [one] document
   *[other] documents
}: { $ids })

## Refusals to replace a document

refusal-other-class = Document { $slot } is of another type than the draft.
    .next = A certificate is replaced by a certificate of the same grade, an achievement by an achievement.
refusal-old-draft = The draft of document { $slot } is not readable by this version: { $error }.
    .next = Revoke the document and issue the new one.
refusal-no-draft = A correction needs a draft.
    .next = Name the file with the corrected row: --from FILE.
refusal-bad-draft = The draft cannot be issued: { $error }.
    .next = Correct it and run the command again.
refusal-other-pupil = The draft names another pupil than the document that it is to replace.
refusal-other-pupil-numbers-next = Check the document's id and the pupil's number; to give a pupil another number, revoke the document and issue a new one.
refusal-other-pupil-old-number-next = Check the document's id. To correct the name or the birth date itself, give the pupil's number as well (pupil_ref).
refusal-other-pupil-name-next = Without the school's own number, at most one of family name, given name, patronymic and birth date may change; otherwise revoke the document and issue a new one.
refusal-namesake = The draft's pupil is another one's namesake, or has documents under this name or number already.
    .next = Revoke document { $slot } and issue the new one; give namesakes the school's own numbers.
refusal-nothing-changes = The draft says what document { $slot } says already.
    .next = Nothing was written.
refusal-already-issued = Document { $slot } is this document already: same pupil, kind, title, date and number.
    .next = Correct document { $slot }, or revoke one of the two.

## Objections to drafts

objection-sentences = { $what } { $todo }
objection-repeated = Another row of this file describes the same document with other content.
    .next = Keep the right one of the two rows.
objection-person-unreadable = The name and birth date under this pupil are damaged in the node's vault.
    .next = If this is the child whom the number or name means, say so (--same-pupil); otherwise correct the number.
objection-person-unknown = A letter was made for this pupil before the first document, and it was not said for whom.
    .next = If this is the child whose family has the letter, say so (--same-pupil); otherwise correct the number.
objection-name-differs = Another name with the same birth date stands under this pupil.
    .next = If it is the same child, say so (--same-pupil); otherwise correct the number.
objection-birth-date-differs = Another birth date with the same name stands under this pupil.
    .next = If it is the same child, say so (--same-pupil); otherwise correct the number or the date.
objection-other-person = Another child, with another name and birth date, stands under this pupil.
    .next = Give each pupil a number of their own.
objection-known-by-number = This name and birth date stand under a pupil's number.
    .next = If it is the same child, write the number or say so (--same-pupil).
objection-known-by-name = This name and birth date are known without a number.
    .next = If it is the same child, say so (--same-pupil): the number then means that pupil. If it is another child, say that (--other-pupil).
objection-known-by-other-number = This name and birth date stand under another pupil's number.
    .next = Correct the number if it is mistyped. If it is the same child with a new number, say so (--same-pupil): both numbers then mean that pupil. If it is another child, say that (--other-pupil).
objection-namesakes = This name and birth date stand under several pupils.
    .next = Write the number of the one who is meant, or join them (attestat pupil merge).
objection-namesakes-of-a-number = This name and birth date stand under several pupils, and under none with this number.
    .next = Write the number of the one who is meant, or join them (attestat pupil merge). If it is one more child, say that (--other-pupil).
objection-erased = What was held on this pupil was destroyed on the family's wish.
    .next = Issue anew only if the family asks for it, or if it is another child: then say so (--same-pupil); otherwise take the row out of the sheet.
objection-erased-on = What was held on this pupil was destroyed on { $day } on the family's wish.
objection-same-document = This pupil has a paper of this kind, title, day and number already: { $holder }.
    .next = Keep the right one of the two.
objection-original-taken = This pupil has an original certificate of this kind already: { $holder }.
    .next = Mark this one as a duplicate, correct the other with attestat reissue, or revoke it first.
objection-blank-taken = This number of a blank is that of { $holder }.
    .next = Copy it from the paper; if the other document is the mistaken one, correct or revoke that one first.
objection-registration-taken = This registration number of the same kind and year is that of { $holder }.
objection-number-taken = Such a paper is of one person, and this number is that of { $holder }.
objection-participant-taken = This participant's number is another pupil's, on { $holder }.
    .next = Copy the number of this participant.
objection-document = document { $slot }
objection-row = another row of this file
objection-may-be-lost = The log has { $awards } records from { $first } to { $last } that this node's vault lost: documents, and cover records among them, which the log does not tell apart.
    .next = This row may be one of those documents, and would be issued a second time. Compare with the files of then; if it was not issued, say so (--not-lost), otherwise take the row out.
objection-conflict = A document with the same pupil, kind, title, date and number was issued as { $slot }, with other content.
    .next = If this row is the right one, correct that document with it (attestat reissue { $slot } --from FILE), or revoke it (attestat status revoke { $slot } --reason superseded) and issue this file again; otherwise correct the row.
objection-conflict-in = A document with the same pupil, kind, title, date and number was issued as { $slot }, with other content (in { $fields }).

## Errors of the writer, the logs and the vault

append-request-size = a request appends 1 to { $most } records
append-closed = nothing more is written into this log: { $why }
append-stopped = the node has stopped writing after a failure and is shutting down: { $why }
append-shutting-down = the node is shutting down; nothing was appended
append-no-randomness = the operating system gives no random numbers, so records cannot be shuffled
clock-behind = this machine's clock says { $today }, but the last record is dated { $last }: set the clock and try again
clock-ahead = this machine's clock says { $today }, but { $reference }: set the clock and try again. If the clock is right, start the node once with `attestat-node run FOLDER --accept-day { $day } REASON`
clock-confirmed = the newest time that others have confirmed is of { $day }
clock-last-record = the last record is dated { $day } and nobody confirmed a later time
closed-cut = version { $version } of the roster cut this log at { $size } records, so nothing that is added to it counts. What was issued up to the cut stands; the guide for schools says under "After a cut" how to go on
closed-forked = the key of this registry signed two histories of its log, and the evidence is kept with it: a second copy of this node runs, or the key is in other hands. Nothing more is written; find the copy, keep this folder, and tell the consortium, which has to cut the log
closed-damaged = its log on this disk is damaged, as the node's log says. Keep a copy of the data folder and look at the disk; then stop the node and start it once with `attestat-node run DIR --recover`, which sets the damaged log aside and pulls it again from the mirrors; what no mirror holds stays where it is, and is named
store-failed = { $detail }
store-chain = { $detail }
store-damaged = stored data is damaged: { $what }; recover the log from its mirrors (attestat-node run DIR --recover)
store-index = stored data is damaged: { $what }
store-head = stored data is damaged: the published head `{ $what }`
store-no-record = record { $index } does not exist; the log has { $size } records
store-older-than-guard = the log has { $size } records, but { $sealed } were sealed once: this data folder is older than the last run. Nothing is sealed; recover the log from its mirrors (attestat-node run DIR --recover)
store-not-what-was-sealed = the log's root at size { $size } is not the one that was sealed; nothing is sealed. Recover the log from its mirrors
store-not-this-root = the head of size { $size } has another root than the log that is stored here
store-wrong-key = the registry's key is not the one that the log says is in force
store-seal-first = the log is sealed up to size { $size } only: seal every batch with the old key before the key is rotated
store-slot-stands = slot { $slot } has an award in the log already, and a slot is given once
store-status-unchanged = document { $slot } has this status already
store-status-final = document { $slot } is revoked, and a revocation is final
store-other-log = the batch does not continue the log { $origin }: it was checked against another one
store-forked = two histories of this log were signed, and the evidence is kept with it; nothing more is written. The consortium has to cut the log, and the registry goes on in its next generation
store-no-log = no log { $origin } is kept here
store-log-exists = the log { $origin } is there already
vault-failed = { $detail }
vault-damaged = vault entry { $entry } does not decrypt: it is damaged, or the vault key is not the one it was made with; restore the vault from a backup
vault-wrong-key = this vault was made with another vault key; put back the key file that belongs to it
vault-no-randomness = the operating system gives no random numbers, so nothing can be encrypted
vault-too-long = the document is { $length } bytes long; the vault takes at most 296,960
vault-pupil-erased = a pupil was erased while a document was made for them; the document was not written
vault-not-remembered = what was held on the pupil is destroyed, and that it is cannot be written beside the vault's witness, so that a backup from before would bring it back: { $why }
vault-backup = the backup cannot be used: { $why }
vault-backup-not-written = the backup cannot be written: { $why }
vault-no-more-tags = a pupil has no more tags in this year
vault-actor-too-long = the name of who did it is longer than 128 bytes
vault-mailbox-too-long = the mailbox is { $length } bytes long; a mailbox takes at most 1,048,576
vault-mailboxes-full = the mailboxes kept here take all the room that `mailbox_mib` in node.toml gives them
vault-behind = the vault is an older one, or its end is lost: at least { $writes } of its writes are missing
vault-missing = the vault is empty, and documents were issued from here before
vault-uncounted = the vault is an older one, from before its writes were counted
vault-another = the vault is not the one that was here last: another one, or a copy that went on by itself
vault-torn = a part of the vault (`{ $family }`) is older than the rest
vault-outrun = the vault and its witness are from an old copy of the folder: the log went on without them
vault-no-witness = the vault's witness (guard/vault) is missing, so that nobody knows how far the vault was
vault-damaged-witness = the vault's witness (guard/vault) is damaged, so that nobody knows how far the vault was

## Refusals of the services

refusal-busy = This node answers as many requests as it can at the moment.
    .next = Try again in a minute.
refusal-too-slow = The request took longer than { $seconds } seconds.
    .next = Try again in a minute, on a faster line if there is one.
refusal-stalled-answer = Nothing was read from this answer for { $seconds } seconds.
    .next = Run the same command again, on a faster line if there is one.
refusal-stalled-stream = Nothing was read from this stream for { $seconds } seconds.
refusal-ask-again-next = Ask again.
refusal-last-batch-next = Ask again from the last batch that you have.
refusal-shutting-down = The node is shutting down.
    .next = Ask again, or ask another node.
refusal-stopped = The node stopped in the middle of this request.
    .next = Try again in a moment: it is safe.
refusal-no-record = Record { $index } does not exist; the log has { $size } records.
    .next = Ask for a size or an index that the log has.
refusal-not-read = What was asked for could not be read from this node's disk.
    .next = Ask another node; who runs this one finds the reason in its log.
refusal-no-roster = This node works without a roster.
    .next = Ask another node, or the consortium that signs the roster.
refusal-not-sealed-at = The log { $origin } was not sealed at size { $size }.
    .next = Ask for size 0, which is the newest published head.
refusal-no-status = No status snapshot of { $origin } has been published yet.
    .next = Ask again later; a registry takes a snapshot at least once a day.
refusal-status-too-long = The status file of { $origin } is longer than one answer.
    .next = Ask for the slots of single documents.
refusal-no-head = The log { $origin } has no published head yet.
    .next = Ask again when its cosigners have seen it, or ask for the newest seal.
refusal-bucket-too-small = { $bits } bits leave fewer than { $fewest } of { $size } records, too few to hide among.
    .next = Ask for fewer bits.
refusal-bucket-too-large = { $bits } bits leave more than { $most } of { $size } records.
    .next = Ask for more bits.
refusal-built-anew = What this search reads is being built anew on this node.
refusal-beyond-cut = The roster cut the log { $origin } at { $cut } records, and this head of { $size } is not of what counts.
    .next = Go on in the registry's next generation, as the roster says.
refusal-not-open = The log { $origin } is not open yet.
    .next = Try again in a moment.
refusal-copy-damaged = The copy of { $origin } here was found damaged, and is not pulled again yet.
    .next = Ask another node, or this one again later.
refusal-no-registry-named = This node hosts several registries and the request names none.
    .next = Name one of: { $registries }.
refusal-unknown-registry = This node does not host the registry that the request names.
refusal-read-only = The registry { $origin } cannot be written now: { $why }.
    .next = Nothing was written. Ask whoever runs the node to do what this says; `attestat status-of` shows when it is over, and the same command is safe then.
refusal-starting-next = Nothing was written; run the same command again in a moment.
refusal-request-cut = The request announced { $announced } drafts, and { $came } came before it ended. Nothing was issued.
    .next = Send the whole request again.
refusal-another-registry = The first message of this stream names { $registry }, and a later one another registry.
    .next = Nothing was issued; send a stream for each registry.
refusal-not-recognised = This node does not recognise the wallet or the ticket that was shown.
    .next = Look whether the address and the ticket are the school's; a ticket is good once and until its day, and the school gives another.
refusal-delivery-too-long = The delivery took longer than { $minutes } minutes.
    .next = Run the same command again, on a faster line if possible.
refusal-permit-ended = The permit for this mailbox has ended.
refusal-permit-unknown = The permit for this mailbox is not of a registry that this node knows.
refusal-permit-next = Ask the child's school for a new one: the wallet does it when the same command is run again.
refusal-no-mailbox = No mailbox of this wallet is kept on this node.
    .next = Try the other nodes that the wallet was copied to.
refusal-mailboxes-full = The room that this node gives to mailboxes is taken.
    .next = Copy the wallet to another node.
refusal-too-many-nonces = This node is asked for too much at the moment.
    .next = Try again in two minutes.
refusal-stale-nonce = The nonce of this request is not good: it was used, is older than two minutes, or is another registry's.
    .next = Run the same command again: a new one is asked for.
refusal-no-randomness = The operating system of this node gives no random numbers.
    .next = Tell who runs the node.
refusal-wallet-of-another = This wallet is enrolled here for another child already.
    .next = Make a wallet for each child, and redeem the ticket with the right one; the ticket is still good.
refusal-too-many-permits = This wallet was given { $most } permits for mailboxes today.
    .next = Try again tomorrow.
refusal-guesses-of-yours = Too many requests from your network showed what this node does not know.
    .next = Try again in { $minutes } minutes, and read the ticket's characters again until then.
refusal-guesses-of-many = Too many requests from many networks, yours among them, showed what this node does not know.
refusal-no-override-record = The operator's word for a day cannot be put on record in `evidence`: { $error }.
    .next = Make room there, or see to the folder's owner, and start again.
standing-starting = it is starting
fault-digests = 1 to 1,000 digests are anchored at once
fault-status = 0, 1 or 2
fault-reason = 0 to 4
fault-described = at most 1,000 documents are described at once
fault-no-draft = the stream holds no draft
fault-draft-bytes = a draft has at most 131,072 bytes
fault-drafts = at most 20,000 drafts are issued at once; split the file
fault-pupil = a reference, a slot or a person
fault-pupil-number = a pupil's number that { $problem }
fault-person = a person: { $error }
fault-note = a note has at most 4,096 bytes
fault-replacement-kind = a correction or a duplicate
fault-replacement-reason = superseded, issued in error or document lost
fault-fork = evidence that the log's key signed two histories
fault-prefix = as few bytes as hold the bits, unused bits 0
fault-no-proof = the request holds no proof
fault-known-slots = at most 10,000 slots
fault-mailbox = 1 to 1,048,576 bytes

## Objections of a node to rows

issue-in-row = row { $row }
issue-may-be-lost = may have been issued before, as documents that this node's vault lost: they would be issued a second time. Compare with the files of then, and take those rows out of the sheet that were issued.
issue-name-differs = { $words } If the sheet is wrong, correct the name in the sheet.
issue-unreadable = An entry of the node's vault that this row needs is damaged.
    .next = The other rows can be issued without this one; the vault is restored from a backup.
issue-namesakes = This name and birth date stand under several pupils.
    .next = Write the number of the one who is meant, or join them (attestat pupil merge). If the row has a number and it is one more child, say that (--other-pupil).

## How a log stands at a node

guard-missing = the sign guard { $path } is missing, so nothing may be sealed; recover the log from its mirrors (attestat-node run DIR --recover)
guard-damaged = the sign guard { $path } is damaged, so nothing may be sealed; recover the log from its mirrors (attestat-node run DIR --recover)
disk-no-space = the disk of { $path } is full; free some space and start the node again ({ $why })
disk-full = only { $free } MiB are free in the data folder's disk and { $reserve } MiB are kept in reserve; free some space and start the node again
disk-write = a write to disk failed, so nothing more is written until a restart: { $why }
disk-stopped = writing stopped after an earlier failure: { $why }
standing-damaged = its log on this disk is damaged ({ $error }). `attestat-node run DIR --recover` sets the damaged log aside and pulls it again from the mirrors; what no mirror holds stays where it is, and is named
standing-vault-shut = the vault of this node cannot be opened, as the node's log says, and nothing is issued and no status changed without it. Stop the node, keep a copy of the data folder and look at the disk; then move vault/ away and put the newest backup back (attestat-node vault restore)
standing-no-mirrors = { $why } (No roster in force here names mirrors of this log, so there is nothing to recover from yet.)
standing-roster-gone = other schools have confirmed this log, and no roster in force here names them, so that nobody can say whether this folder is an old copy. Put the signed roster back and start again: attestat-node pin DIR roster.note --hash HASH
standing-waiting = Waiting for cosigners to say which head they have seen last, so that an old disk cannot fork the log: { $names }. If they stay away, see whether this machine reaches the network, and tell those schools.
standing-pulling = { $count } records that were signed are missing here and are pulled from the mirrors
standing-still-asked = { $why }. The mirrors are still asked.
start-contradicted = the registry signed a head of { $size } records that its records here contradict; the evidence is kept and told to the peers. Nothing is written; the consortium has to cut this log
start-suffix-lost = { $sealed } records were signed once, { $held } are here and no mirror has brought the rest. Nothing is written. If a mirror refused them because they are dated ahead, its operator can let them in (`records_ahead` in node.toml); otherwise the consortium has to cut this log at { $held }, and the registry goes on in its next generation
start-not-recovered = { $size } records were signed, and recovery from the mirrors ended at { $held }: { $why } Nothing is written
start-nobody-vouches = { $why }. No mirror of another organisation has shown a head of this log, so nobody can say how far it was signed, and no new guard is made. Connect one that holds it; if there is none, the consortium cuts this log at what is held here, and the registry goes on in its next generation
start-no-record = what this start rests on cannot be put on record in `evidence`: { $why }. Nothing is written; make room there, or see to the folder's owner, and start again
start-unreadable-record = which heads were signed cannot be read from the record, { $why }. Nothing is written, since more may have been signed than is here. Look at the disk and at the folder's owner, put the file back from a copy of `evidence`, and start again
start-stopping = the node is stopping
standing-vault-in-doubt = nothing is issued until a person decided: { $doubt }
standing-forked = the registry signed two histories; every answer carries the evidence
standing-forked-and = the registry signed two histories; every answer carries the evidence; { $reason }
standing-copy-damaged = The copy of this log on this node's disk is damaged.
standing-copy-unreadable = The copy of this log on this node's disk is damaged and cannot be read.
standing-index-stands-still = What is derived from this log stands still and is tried again; lookups by tag may miss its newest records.
standing-set-aside = The copy here was found damaged on { $day } and is pulled again from the peers.
standing-set-aside-cut = The copy here was found to be of a history that the roster's cut at { $cut } records left out on { $day } and is pulled again from the peers.
standing-fault = a fault of this program ended the copying of this log; report it, with the lines of the log before this one

## Notices of a node

notice-clock-refused = nothing can be written to { $origin }: { $error }
notice-vault-damaged = a file of the vault is damaged: what stands in it cannot be read, and no backup can be made. Stop the node, keep a copy of the data folder and look at the disk; then move vault/ away and put the newest backup back (attestat-node vault restore). What is issued before that is not in the backup
notice-disk-low = { $free } MiB of the disk are free, and { $reserve } are to stay free: nothing more is written. Make room and start the node again
notice-roster-expired = version { $version } of the roster expired on { $day }: whatever is checked with it is amber. Put the next one in force (attestat-node pin)
notice-peers-away = { $away } of { $all } peers do not answer, and the others are too few to confirm what is issued here: { $names }. See whether this machine reaches the network; if it does, tell these schools
notice-roster-outdated = version { $theirs } of the roster is in force; it is checked, kept and served here, and this node works by version { $ours } until its next start: what is issued here may be amber to verifiers. Start it again
notice-roster-twins-stays = governors signed two rosters of version { $version } that contradict each other, and this node stays with the one that it has ({ $hash }). Ask the consortium which one counts, compare its hash by another way, and put it in force (attestat-node pin). Both are in `evidence`
notice-roster-twins = governors signed two rosters of version { $version } that contradict each other, and nothing more is taken over here. Ask the consortium which one counts, compare its hash by another way, and put it in force (attestat-node pin). Both are in `evidence`
notice-roster-beyond = version { $theirs } of the roster is in force elsewhere, and this node works by version { $ours }, and no peer has the versions between: what is issued here may be amber to verifiers. Ask the consortium for them and put them in force (attestat-node pin)
notice-no-roster = no roster is in force, so that this node neither mirrors nor cosigns and nobody confirms what is issued here or knows better than an old copy of its folder: if this is one, whatever is issued here is a second history, and the log is lost. Stop the node and put the roster in force (attestat-node pin)
notice-writing-stopped = { $why }
notice-unconfirmed = of { $origin } the others have confirmed { $published } records and not those after them, which are amber until they do. Missing is the word of { $names }. See to the connection; the node goes on asking
notice-clock-behind = this machine's clock is behind: those of { $count } cosigners of { $origin } are more than { $minutes } minutes ahead of it, and the times of their cosignatures count for nothing here. Compare it with a clock that you trust, and set it
notice-clock-ahead = this machine's clock is ahead: those of { $count } cosigners of { $origin } are more than { $hours } hours behind it. What is issued now may bear a day that has not come, and is amber until then, as is all that follows it in the log. Compare it with a clock that you trust, and set it before you issue
notice-second-copy = { $cosigner } knows a head of { $size } records of { $origin } that this registry's key signed, and the log here has { $held }: a second copy of this node runs and issues. Find it and stop one of the two at once, before both have issued under the same numbers
notice-peer-slow = the node at { $peer } answers slowly or sends records slowly. It is asked less often, and others are not kept waiting by it; tell the school that runs it
notice-web-certificate = the new certificate of the pages, or its key, cannot be used, and the one before is shown; the node's log says why. Put both files of one pair in place, the key closed to others

## Pages of a node

web-all-agree = { $n ->
    [one] The one log here agrees with its mirrors
   *[other] All { GROUPED($n) } logs agree
}
web-no-logs = No log is kept here yet
web-concerns = { $n ->
    [one] One thing needs a look
   *[other] { GROUPED($n) } things need a look
}
web-forks = { $n ->
    [one] A log was signed in two histories
   *[other] { GROUPED($n) } logs were signed in two histories
}
web-headline = { $first }, newest confirmation { $ago }.
web-just-now = just now
web-minutes-ago = { GROUPED($n) } { $n ->
    [one] minute
   *[other] minutes
} ago
web-hours-ago = { GROUPED($n) } { $n ->
    [one] hour
   *[other] hours
} ago
web-days-ago = { GROUPED($n) } { $n ->
    [one] day
   *[other] days
} ago
web-fork = The log { $log } was signed in two histories that contradict each other. Rely on nothing in it that is newer than the roster's cut; the evidence is public.
web-doubt = Two heads of the log { $log } could not be connected yet. Nothing is shown to be wrong; the nodes go on asking for a proof.
web-unreadable = The copy of the log { $log } on this node cannot be read at the moment. Ask another node for it.
web-stopped = The log { $log } is not followed here any more. Ask another node for its newest records.
web-read-only = Nothing is written into the log { $log } at the moment. What it holds can be read and checked.
web-worried = The newest records of the log { $log } are not taken over here yet. The node tries again; older records can be checked.
web-no-head = Nothing of the log { $log } is confirmed yet.
web-old-head = The newest confirmation of the log { $log } was { $ago }. What rests on it may be amber to verifiers until its cosigners answer again.
web-no-roster = No roster is in force on this node. Nobody confirms its logs, and it confirms nobody's.
web-roster-twins = Governors signed two rosters of one version that contradict each other. Compare the hash of the one that you use with the consortium, by another way.
web-roster-expired = The roster ended on { $day }. Whatever is checked with it is amber until the next one is in force.
web-roster-ends = The roster ends on { $day }. The consortium signs the next one before that.
web-roster-newer = Version { GROUPED($newest) } of the roster is known here, and this node works by version { GROUPED($version) } until its next start.
web-title = { $node }: state of the logs
web-language = Language
web-russian = Русский
web-as-of = As of { $time }.
web-for-programs = The same for programs
web-check = Check documents
web-logs = Logs
web-too-many-to-draw = More than { GROUPED($most) } logs are listed without pictures; the figures stand in /status.json.
web-no-log-yet = Nothing is kept here yet.
web-evidence = Evidence
web-roster = Roster in force
web-version = Version
web-in-force-from = In force from
web-ends = Ends on
web-roster-hash = Hash
web-compare-hash = Compare this hash with the one that the consortium publishes, by a way that does not lead over this node.
web-what-this-is = Drawn by this node from public logs: no names, no documents, no cookies, nothing loaded from elsewhere. Nobody need believe it, since everything here can be fetched from any node and checked.
web-records = Records
web-confirmed-records = Confirmed of them
web-head = Head
web-confirmed = Confirmed
web-cosigners = Cosigners
web-of = { GROUPED($some) } of { GROUPED($all) }
web-needed = ({ GROUPED($n) } needed)
web-state-followed = in order
web-state-read-only = read only for now
web-state-worried = newest records not taken over
web-state-doubted = in doubt
web-state-stopped = not followed
web-state-forked = two histories
web-state-ended = ended
web-state-unreadable = not readable here
web-by-day = Records by day, at most { GROUPED($most) }.
web-by-month = Records by month, at most { GROUPED($most) }.
web-in-orange = Revocations in orange.
web-counted = Counted so far: { GROUPED($some) } of { GROUPED($all) }.
web-as-a-table = As a table
web-when = When
web-revocations = Revocations
web-before = Before that
web-without-checker = This program was built without the checker
web-how-to-build = Build it again with its pages, in the folder of its source:
web-check-by-command = Until then, check documents with the command line:
web-to-the-state = State of the logs
web-ready-read-only = { $log } is read only: { $why }
web-ready-stopping = the node is stopping
web-no-grpc-web = Calls are answered here as gRPC-web, and as nothing else.
    .next = Send them with the media type application/grpc-web+proto; programs use the node's other address.
web-not-found = There is nothing at this address.
    .next = Begin at the first page of this node.
web-wrong-method = This address is read, and nothing else is done with it.
    .next = Ask for it with GET or HEAD.
web-bad-question = The question behind the address cannot be read.
    .next = Write `?from=SIZE&to=SIZE`, with the sizes of two heads of the log.
web-own-fault = A fault of this program kept it from answering.
    .next = Ask again; if it stays so, tell whoever runs this node.
web-busy = Too many requests of your network are being answered.
    .next = Wait for their answers, and ask again.
web-too-slow = The answer took too long.
    .next = Ask again in a moment.
web-not-forwarded = The proxy in front of this node did not say who asks.
    .next = Whoever runs the proxy lets it set the header X-Forwarded-For.

## Schools: sheets, issuing, pupils, documents

cell-agreement-below-14 = below 14 the guardian agrees (guardian)
cell-agreement-below-18 = from 14 to 17 guardian and pupil both agree (both)
cell-agreement-from-18 = from 18 the pupil agrees (pupil)
cell-average = is an average with a fraction and no final mark
    .fix = write the final mark, a whole 3, 4 or 5
cell-before = is earlier than «{ $other }»
    .fix = correct this cell or the one in «{ $other }»
cell-before-column = is earlier than the column { $other } allows
    .fix = correct this cell or the one in { $other }
cell-blank-twice = is the number of a blank that row { $row } has already
    .fix = every title sheet and every supplement has a number of its own: copy it from the blank
cell-certificate-twice = is the pupil of row { $row }, who has an original certificate of this kind already
    .fix = delete one of the two rows, or mark the later one as a duplicate
    .namesakes = delete one of the two rows, or mark the later one as a duplicate; if they are two children of one name and birth date, give each a number in «Номер ученика»
cell-column-needed = needs a column that is missing
    .fix = add the column «{ $heading }» ({ $key }) and fill it in
cell-column-twice = means the same as column { $letters }
    .fix = delete one of the two columns
cell-dash = is a dash and no name
    .fix = empty the cell: who has no such name has nothing there
cell-distinction-with-a-3 = says «with distinction», and among the marks of this pupil is a 3
    .fix = correct the cell or the mark
cell-failed = is 2, with which no certificate is issued
    .fix = correct the mark, or leave the pupil out of the file
cell-formula-error = is not a value: the spreadsheet could not compute or show it
    .fix = type the value itself, or correct the formula
cell-formula-without-value = is a formula whose value was not saved in the file
    .fix = open the sheet in a spreadsheet program, let it calculate and save it, or type the value itself
cell-hidden-character = has an invisible or broken character at position { $at }
    .fix = type the text again by hand
cell-hyphen-at-end = begins or ends with a hyphen
    .fix = write the other half of the name, or remove the hyphen
cell-impossible-age = makes the pupil { $years } years old on the day of the document
    .fix = correct one of the two days
cell-in-the-future = is later than today
    .fix = correct the day
cell-initial = is an initial and no name
    .fix = write the name in full, as the identity document does
cell-line-break = has a line break
    .fix = write it in one line
cell-long-dash = has a dash at position { $at }, and names are joined by a hyphen
    .fix = type the hyphen, the key beside 0, in its place
cell-look-alike = has Latin letters that look like Cyrillic ones, and the rest of the name is Cyrillic
    .fix = type it again with the Russian keyboard
cell-mark-disagrees = has a digit and a word that disagree
    .fix = write only the digit
cell-mark-missing = is blank, and most other pupils have a mark here
    .fix = fill it in; if this pupil has none, write –
cell-may-be-a-whole-name = may have the whole name in one cell
    .fix = name it «ФИО», or split it into «Фамилия», «Имя» and «Отчество»
cell-missing = is blank
    .fix = fill it in
cell-missing-column = is missing: every document of the kind «{ $kind }» needs it
    .fix = add a column with this heading (or { $key })
cell-month-in-words = has the month in words
    .fix = write it in digits: 25.06.2021
cell-no-column-of-kinds = is missing: it says what is to be issued
    .fix = add a column with this heading (or { $key }) that says what each row is, or use --kind
cell-no-columns-of-marks = is missing: the kind «{ $kind }» has final marks
    .fix = add a column for each subject, such as «Алгебра» or «Отметка: Черчение»
cell-no-document = holds next to nothing, and a document fills many cells
    .fix = fill the row, delete it, or put # and a space before its first cell to leave it out
cell-no-grade = is not a mark: a certificate has only 3, 4 and 5 (order 546)
    .fix = write – in the cell; name a course without a mark in «Дополнительные сведения»
cell-no-heading = stands in a column without a heading
    .fix = give the column a heading, empty the cell, or put quote marks around a cell with a separator in it
cell-no-marks = and the other marks of this row are all blank
    .fix = fill in the final marks of this pupil
cell-no-supplement = says that there is no supplement, and marks or courses stand in the row
    .fix = write the number of the supplement, or empty the marks and the courses
cell-not-a-blank-number = is not the number of a blank
    .fix = write its 14 digits; before 2015 also two digits, two letters and seven digits
cell-not-a-date = is not a day of the calendar
    .fix = write it as 25.06.2021 or 2021-06-25
cell-not-of-documents = is outside the years 1900 to 2199, in which the days of documents lie
    .fix = look whether the year is right
cell-not-a-duplicate = names a blank that is replaced, and the document is not a duplicate
    .fix = empty the cell, or write «дубликат» in «Оригинал или дубликат»
cell-not-a-gto-number = is not a number of the GTO complex
    .fix = write it as 16-77-0012345
cell-not-a-mark = is not a mark that a certificate can carry
    .fix = write 3, 4 or 5, or – where there is none
cell-not-a-number = is not a whole number
    .fix = write it in digits, such as 11
cell-not-a-result = does not begin with a digit
    .fix = write the measured result, such as 10,84 с or 3:1
cell-not-in-a-name = has a character at position { $at } that no name has
    .fix = use letters, spaces, hyphens, apostrophes and dots
cell-not-in-this-kind = is filled in, and the kind «{ $kind }» has no such field
    .fix = empty the cell, or correct the kind
cell-not-in-this-series = is filled in, and an olympiad of this series has no such field
    .fix = empty the cell, or correct «{ $heading }»
cell-number-of-the-title = is also the number of the title sheet
    .fix = copy each number from its own blank
cell-number-rounded = was rounded by the spreadsheet and has lost digits
    .fix = format the column as text, then type the number again from the paper
cell-number-twice = is the number of row { $row } already, and such a paper is of one person
    .fix = copy the number from the paper of this pupil; merged cells give one number to several rows
cell-of-a-register = belongs to the state register and to no document
    .fix = put # before the heading to leave the column out
cell-one-name = names nobody
    .fix = fill it in; where the identity document has one name only, write it in «Фамилия» and here the words «одно имя»
cell-other-year = is not the year of issue, and the document is no duplicate
    .fix = correct the year or the day of issue, unless the certificate was issued late
cell-out-of-range = is outside the range of this column
    .fix = write a whole number from { $least } to { $most }
cell-part-of-a-number = has one part of a number
    .fix = write series and number together in the column of the number
cell-participant-twice = is the participant's number of another pupil, in row { $row }
    .fix = copy the number of this participant
cell-personal-data = holds personal data that no document carries
    .fix = delete the column, or put # before its heading to leave it out
cell-question-marks = question marks in the place of letters
cell-refused-fix = correct the cell
cell-registration-twice = is the registration number of row { $row } already
    .fix = copy the number from the registration book
cell-row-cut = ends after { $cells } of { $columns } columns: the file was cut, or the row was typed by hand
    .fix = save the sheet again as CSV, and compare the end of the file with the sheet
cell-row-twice = and the whole row repeat row { $row }
    .fix = delete one of the two rows
cell-same-document = is the pupil of row { $row }, with a document of the same title, day and number but other content
    .fix = keep the row that is right and delete the other
cell-says-none = is no name but says that there is none
    .fix = empty the cell
cell-several-names = has several names in one cell
    .fix = put each into its own column, unless the identity document writes the family name so
cell-short-year = has a year of two digits
    .fix = write the year with four digits: 25.06.2021
cell-slashes = has slashes, which leaves open what is the day and what the month
    .fix = write it as 25.06.2021 or 2021-06-25
cell-small-letter = has a word that begins with a small letter
    .fix = write the name as the identity document does
cell-time-of-day = has a time of day behind the day
    .fix = write the day alone: 25.06.2021
cell-too-long = has { $length } characters and at most { $limit } fit
    .fix = shorten it
cell-turned-into-a-day = is kept by the spreadsheet as a day, and this column holds none
    .fix = format the column as text and type the value again
cell-two-alphabets = mixes two alphabets: { $letters }
cell-two-people = is also the number of another person, in row { $row }
    .fix = write the school's own number of each pupil, or make name and birth date the same in both rows
cell-unknown-column = is not a known column
    .fix = put # before the heading to leave the column out; write a subject as «Отметка: …»
    .near = did you mean «{ $nearest }»? To leave the column out, put # before its heading
cell-unknown-word = is not on the list of this column
    .fix = write one of: { $allowed }
    .near = did you mean «{ $nearest }»? Allowed: { $allowed }
cell-unlikely-age = makes the pupil { $years } years old on the day of issue
    .fix = correct one of the two days, unless both are right
cell-unseen-character = has an invisible character ({ $code }) at position { $at }
    .fix = put the cursor there and delete it with Backspace, or type the cell again by hand
cell-unused-column = belongs to no document in this file
    .fix = put # before the heading to leave the column out, or empty it
cell-utf-8-as-latin-1 = UTF-8 that was read as Latin-1
cell-utf-8-as-windows-1251 = UTF-8 that was read as windows-1251
cell-whole-name = cannot be taken apart without doubt: expected are family name, given name and patronymic, in this order
    .fix = put the names into columns of their own: «Фамилия», «Имя», «Отчество»
cell-windows-1251-as-latin-1 = windows-1251 that was read as Latin-1
cell-wrong-count = has { $length } entries
    .fix = leave at most { $most } of them
cell-wrong-letters = has wrong letters: { $of }
    .fix = copy the text again from its source, or open the source in the right encoding and save it as .xlsx
cell-wrong-person-agreed = does not fit the pupil's age on the day of the agreement: { $needed }
    .fix = get the agreement that is needed, then write «представитель», «ученик» or «представитель и ученик»
cell-year-first = has the year first and dots
    .fix = write the day first, 25.06.2021, or hyphens: 2021-06-25
cell-zero-lost = has 13 digits where a blank has 14
    .fix = if the spreadsheet dropped the first 0, format the column as text and type the number again
number-again-latin = type the number again with the Latin keyboard
number-again-cyrillic = type the number again with the Russian keyboard
name-again-latin = type the name again with the Latin keyboard
name-again-cyrillic = type the name again with the Russian keyboard
letter-latin = at position { $at } the Latin letter «{ $letter }»
letter-latin-alike = at position { $at } the Latin letter «{ $letter }», which looks like the Cyrillic «{ $alike }»
letter-cyrillic = at position { $at } the Cyrillic letter «{ $letter }»
letter-cyrillic-alike = at position { $at } the Cyrillic letter «{ $letter }», which looks like the Latin «{ $alike }»
reading-names = family name «{ $family }», given name «{ $given }», patronymic «{ $patronymic }»
reading-names-without-patronymic = family name «{ $family }», given name «{ $given }», no patronymic
reading-day = «{ $text }» is the day { $day }
sheet-table = Table «{ $table }»
sheet-rows-of-another-table = NOT READ, because another table begins there: rows { $rows }. Put it on a worksheet of its own.
sheet-row-of-numbers = Row passed over, because it numbers the columns: { $rows }.
sheet-rows-no-pupil = Rows passed over as totals, signatures or names of classes: { $rows }.
sheet-rows-asked = Rows left out as asked: { $rows }.
sheet-rows-struck = NOT READ, because they are crossed out: rows { $rows }. To read them too: --hidden-too
sheet-rows-hidden = NOT READ, because they are hidden or filtered away: rows { $rows }. To read them too: --hidden-too
sheet-more-mistakes = there are more mistakes: correct the others first
sheet-unclosed-quote = the cell { $cell } opens with a quote mark that is never closed. Close it, or remove the mark if it belongs to no pair
sheet-text-after-quote = in the cell { $cell } text follows the closing quote mark. Inside a quoted cell write each quote mark twice: ""
sheet-too-many-columns = row { $row } has more than { $most } columns. Remove the columns that are not needed
sheet-cell-too-long = the cell { $cell } has more than { $most } characters. Shorten it, or close a quote mark that is open before it
sheet-no-heading = no row of headings was found in the first { $rows } rows, read as { $encoding }: none names three known columns, such as «Фамилия», «Имя» and «Дата рождения». Begin with a file from `attestat template`
sheet-no-rows = row { $row } is the heading, and nothing that is shown stands below it; hidden rows are read with --hidden-too. Write one document a row below it
sheet-too-many-rows = the sheet has more than { $most } rows. Split it into several files
sheet-no-worksheets = a CSV file has no worksheets
sheet-unused-map = --map: no table here has the heading «{ $heading }»
sheet-unused-set = --set: no kind of document here has the field «{ $field }»
sheet-unused-next = Nothing was issued. Correct the option, or leave it out.
sheet-empty = the file is empty. Save the sheet with its rows as CSV and try again
sheet-too-large = the file has { $bytes } bytes and at most { $most } are read. Split the sheet into several files
sheet-other-format = this is { $format }, neither a workbook nor a CSV file. Open it, choose File, Save as, type "Excel workbook (.xlsx)", and use the new file
sheet-web-page = a web page or XML that only bears the name of a table
sheet-text-document = a text document (.rtf)
sheet-pdf = a PDF
sheet-damaged-utf-16 = the file is UTF-16, but its bytes are damaged. Save the sheet again and use the new file
sheet-binary = the file is not text: it has a zero byte at position { $position }. Choose the CSV file that was saved from the sheet
sheet-damaged-utf-8 = the file is UTF-8, but the bytes in line { $line } are damaged. Save the sheet again as CSV; do not edit the file with a program that changes its encoding
sheet-other-cyrillic = the file looks like { $name } and would be read with wrong letters. Save the sheet again as "CSV UTF-8 (comma delimited)"
sheet-separator-semicolon = semicolon
sheet-separator-tab = tab
sheet-separator-comma = comma
sheet-utf-8-with-mark = UTF-8 with a byte order mark
sheet-source-text = { $encoding }, separated by { $separator }
sheet-source-excel = an Excel workbook, worksheet «{ $worksheet }»
sheet-source-ods = an OpenDocument workbook, worksheet «{ $worksheet }»
sheet-read-as = Read as { $source }, headings in row { $row }: { GROUPED($columns) } { $columns ->
        [one] column
       *[other] columns
} ({ $marks } of marks).
sheet-rows = { GROUPED($rows) } { $rows ->
        [one] row
       *[other] rows
}: { $kinds }.
sheet-rows-and-blank = { GROUPED($rows) } { $rows ->
        [one] row
       *[other] rows
}: { $kinds }; { GROUPED($blank) } { $blank ->
        [one] blank row
       *[other] blank rows
} passed over.
sheet-no-kind = of no known kind
sheet-more-readings = … and { GROUPED($more) } { $more ->
        [one] more cell
       *[other] more cells
} read in the same way.
sheet-row = row { $row }
sheet-column = column { $letters }
sheet-cell = «{ $content }» { $what }
sheet-fix = fix: { $fix }
sheet-more-bad-rows = { GROUPED($more) } { $more ->
        [one] more row has
       *[other] more rows have
} mistakes; --json or --errors FILE lists them all.
sheet-in-order = Everything is in order: { GROUPED($documents) } { $documents ->
        [one] document
       *[other] documents
} can be issued. Nothing has been issued yet.
sheet-correct = Nothing has been issued. Correct { $wrong } and run the same command again.
sheet-wrong-headings = { GROUPED($headings) } { $headings ->
        [one] heading
       *[other] headings
}
sheet-wrong-rows = { GROUPED($bad) } { $bad ->
        [one] row
       *[other] rows
} of { $rows }
sheet-wrong-both = { $headings } and { $rows }
sheet-as-written = Rows that are unlikely, and right as they stand on the paper: --as-written { SHELL($rows) }
sheet-columns-asked = Left out as asked: { $headings }.
sheet-columns-not-needed = Left out, because no document carries it: { $headings }.
sheet-subjects-in-full = Subjects in full, as the documents will have them: { $subjects }.
sheet-constant = Said for all rows: «{ $heading }» is «{ $value }», used in { $rows }.
sheet-few-marks = Only { $have } have a mark in «{ $heading }»; none in rows { $rows }.
workbook-damaged = the workbook is damaged. Open it, choose File, Save as, type "Excel workbook (.xlsx)", and use the new file
workbook-too-large = the workbook holds more than is read: copy the worksheet of the class into a new workbook and use that
workbook-binary = this is a binary workbook (.xlsb). Open it, choose File, Save as, type "Excel workbook (.xlsx)", and use the new file
workbook-other-archive = this is an archive or a document, and no workbook (.xlsx, .xls or .ods). Open it in a spreadsheet program and save it as .xlsx
workbook-not-read = workbooks are not read here. Open it, choose File, Save as, type "CSV UTF-8", and use the new file
workbook-password = the workbook is under a password. Open it, remove the password under File, Info, and save it again
workbook-no-such-worksheet = the workbook has no worksheet «{ $asked }»; it has { $there }
workbook-several = { $n } worksheets hold a table: { $names }. Say which one with --worksheet NAME
workbook-no-heading = no worksheet has a row of headings in its first { $rows } rows, with three known columns, such as «Фамилия», «Имя» and «Дата рождения». Looked into: { $names }. Begin with a file from `attestat template`
workbook-no-rows = row { $row } of the worksheet «{ $worksheet }» is the heading, and nothing that is shown stands below it; hidden rows are read with --hidden-too. Write one document a row below it
workbook-too-many-rows = the worksheet «{ $worksheet }» has more than { $most } rows. Split it, or delete what is not needed
workbook-too-many-columns = the worksheet «{ $worksheet }» holds something to the right of { $most } columns. Delete what stands there
workbook-cell-too-long = the cell { $cell } has more than { $most } characters. Shorten it
profile-none = There is no profile { $path }
    .next = Correct the name, or make it with `attestat template profile SHEET > { SHELL($path) }`.
profile-bad = The profile { $path } cannot be used: { $why }
    .next = Correct it, or make a new one with `attestat template profile SHEET`.
profile-not-text = it is not a text in UTF-8
profile-saved = What the headings mean is saved in { $file }.
profile-first-line = What the headings of this school's sheets mean. Right of each = stands a field, "mark: SUBJECT", or "#" to leave the column out.
profile-not-known = Not known; take # from the line below and correct it:
profile-no-schema = the line { $line } is missing: make a profile with `attestat template profile SHEET`
profile-no-key = «{ $key }» is not a key of a profile with this value: it has schema, worksheet, kind, [constants] and [headings]
profile-no-field-near = «{ $heading }» leads to «{ $field }», which is no field: did you mean «{ $near }»?
profile-no-field = «{ $heading }» leads to «{ $field }», which is no field: write a heading of `attestat template`, "mark: SUBJECT" or "#"
profile-not-toml = line { $line } is not TOML: correct it
profile-too-many-headings = it has more than { $most } headings: remove some
profile-no-mapping = «{ $argument }» is not a mapping: write HEADING=FIELD, such as "ФИО директора=head"
profile-no-kind = its kind is not one: write one of { $kinds }
constant-no-text = «{ $field }» needs a text in quotation marks, of 1 to { $most } characters
constant-of-one-pupil = «{ $heading }» is of one pupil or one paper and cannot be the same in all rows: add it to the sheet as a column
constant-no-field = «{ $field }» is no field: write a heading of `attestat template`
constant-no-field-near = «{ $field }» is no field: did you mean «{ $near }»?
constant-not-one = «{ $argument }» says nothing of a field: write FIELD=VALUE, such as "Руководитель=Примеров П. П."
value-rows = write the number of a row, such as 7, 7-12 or 9А!7
value-rows-order = write the lower number first, such as 7-12
template-remark = Save it as a .csv file, open it in a spreadsheet, replace the SAMPLE row, and save it as .xlsx or CSV.
template-all-known = Every heading is known. Use it with `attestat issue SHEET --profile FILE`.
template-unknown = Headings that are not known: { $n }. They stand at the end with a # before them: correct these lines.
issue-nobody-confirms = Nobody else confirms this log yet: the node's roster names no cosigner of another organisation.
issue-not-a-table = { $file } cannot be read as a table: { $why }
    .next = Nothing was issued; correct the file and run the same command again.
issue-no-such-worksheet = { $file }: { $why }
    .next = Nothing was issued. A worksheet is named by --worksheet or by a profile.
issue-not-asked = Only the sheet was looked at; no node was asked. NOT checked: whether documents were issued before, whether a number was given to another one, whether a pupil's number is another child's, and whether you may issue this kind.
    To check that too, name the node: --node DIR. To issue, add --commit as well.
issue-no-such-row = { $option } names what is no row of a document in this sheet: { $rows }
    .next = Nothing was issued; give the numbers as the spreadsheet counts its rows, and of several tables the name first: 9А!7.
issue-sample-row = The template's SAMPLE row is still in the sheet: row { $rows }
    .next = Nothing was issued; delete that row, or write a pupil into it, and run the same command again.
issue-to-issue-again = To issue these rows again: --again { SHELL($rows) }
issue-revoked-before = Row { $row }: document { $id } was issued before and is revoked.
issue-replaced = Row { $row }: replaced by document { $id }, which is in force; nothing to do.
issue-unreadable-documents = Issued, and without a file here, because the node's vault is damaged where they stand: { $slots }. The vault is restored from a backup.
issue-again-for-nothing = Row { $row }: --again does nothing, because its document { $id } is not revoked.
issue-without-files = All the same the documents are issued; those of rows { $rows } have no file.
    .next = Then run the same command again: it writes the files, and issues nothing twice.
issue-issued-before-that = Issued before that: rows { $rows }; their files, as far as there are any, are in { $folder }.
issue-errors-written = Or correct them in a copy of your sheet whose last column says what to fix, and issue that file: { $path }
issue-errors-one-table = A CSV file holds one table, and there are several
    .next = Name an .xlsx file for --errors.
issue-errors-hint = To get the sheet back with the mistakes marked, add --errors FILE.xlsx (or .csv).
issue-errors-form = --errors writes .xlsx or .csv
    .next = End the file's name with one of the two.
issue-errors-there = { $errors } is there already
    .next = It may hold corrections: issue that file, or name another one for --errors.
issue-errors-is-the-sheet = --errors names the sheet itself
    .next = Name another file: your sheet stays as it is.
issue-bad-map = Correct --map and run the command again.
issue-bad-set = Correct --set and run the command again.
issue-errors-not-made = The sheet with the mistakes could not be put together: { $why }
issue-row-not-sent = The node gave an answer that does not hold: it answered for a row that was not sent
issue-answers-missing = { $node } answered for { $answered } of { $rows } rows and then ended
    .next = Run the same command again: what was issued is not issued twice.
issue-nothing-to-do = Nothing to do: { GROUPED($before) } { $before ->
        [one] document was
       *[other] documents were
} issued before.
issue-issued = Issued { GROUPED($issued) } { $issued ->
        [one] document
       *[other] documents
}.
issue-issued-and-before = Issued { GROUPED($issued) } { $issued ->
        [one] document
       *[other] documents
}; { $before } were issued before.
issue-level = Level reached: { $level }.
issue-files = The files are in { $folder }; each is for its own family. What its receiver will see: attestat verify { SHELL($folder) }
issue-dry-nothing-to-do = Nothing to do: { GROUPED($before) } { $before ->
        [one] document was
       *[other] documents were
} issued before. To write the files again: attestat document export --all
issue-dry = { GROUPED($would) } { $would ->
        [one] document
       *[other] documents
} can be issued; { $before } were issued before and stay as they are. Nothing has been issued now.
    To issue them, add --commit.
issue-known = { $objection } Known there: { $person }.
issue-known-number = { $objection } Known there: { $person }, number { $number }.
issue-bad-row = row { $row }: { $objection }
issue-bad-rows = rows { $rows }: { $objection }
issue-more-rows = … { $more } more rows; --json lists them all.
issue-if-yes = If the answer to each is yes: --same-pupil { SHELL($rows) }
issue-if-not-lost = If none of them was issued then: --not-lost { SHELL($rows) }
issue-nothing-issued = Nothing has been issued: { GROUPED($bad) } { $bad ->
        [one] row
       *[other] rows
} of { $rows } cannot be.
issue-is-it-anew = Row { $row }: issue anew, because the family asks for it or it is another child? [y/N]
issue-is-it-yes = Row { $row }: is it the pupil that was asked about? [y/N]
issue-was-none-issued = Rows { $rows }: was none of them issued then? [y/N]
issue-given-up = Careful: { GROUPED($awards) } { $awards ->
        [one] record
       *[other] records
} from { $first } to { $last } stand in the log and not in this node's vault, which was restored or lost: documents, and cover records among them, which the log does not tell apart. Rows that were issued then are not recognised and would be issued a second time: compare with the files of then first. Rows of this sheet that the vault does not know and that are not newer: { $rows }.
reissue-preview = Nothing was issued. With --commit the new document is issued at once, and document { $id } is revoked in a later run together with others, so that the public log does not say which two belong together.
reissue-name-changes = Name or birth date change: with --commit, say that it is the same child (--same-pupil).
reissue-before = Document { $id } was replaced by this one before: it is { $slot }.
reissue-rows = { $file } has { $rows } rows; one document is replaced by one row
reissue-refused-next = Nothing was issued; correct the file.
reissue-same-child = Is it the same child? [y/N]
reissue-no-changes = No field changes.
reissue-long-note = The note is longer than 4,096 bytes
    .next = Shorten it.
reissue-bad-draft = { $path }: { $why }
reissue-no-drafts = A sheet without a mistake gave no drafts
reissue-issued = Issued document { $id }: record { $index } of the log, level { $level }. File: { $path }
reissue-issued-before = Document { $id } was issued before: record { $index } of the log. File: { $path }
reissue-revoked = Document { $id } is revoked: record { $index } of the log.
reissue-in-force = Document { $id } is STILL IN FORCE. The node revokes it by itself between { $from } and { $until }, together with others, so that the log does not pair the two. If it must not be relied upon until then, do not wait (attestat pupil rebind --now): the log then shows when.
reissue-field = field
reissue-was = was
reissue-becomes = becomes
status-successor-unknown = it could not be checked whether another document stands in the place of { $id }: that entry of the node's vault is damaged. Look through the pupil's documents; such a one is still in force.
status-unknown = No document with the id { $slot } was issued here
    .next = Nothing was changed. The id is the number in the name of the document's file.
status-left = Not changed, because of the document before: { $named }.
status-revoke = Revoke for good: { GROUPED($documents) } { $documents ->
        [one] document
       *[other] documents
}? [y/N]
status-suspend = Suspend: { GROUPED($documents) } { $documents ->
        [one] document
       *[other] documents
}? [y/N]
status-reinstate = Put in force again: { GROUPED($documents) } { $documents ->
        [one] document
       *[other] documents
}? [y/N]
status-revoked = revoked
status-suspended = suspended
status-in-force = in force
status-unchanged = Document { $id } is { $status } already. Nothing was written.
status-changed = Document { $id } is { $status }: record { $index } of the log, level { $level }. Whoever verifies it sees that after their next `attestat trust update`.
document-unconfirmed = Not confirmed by the others yet, so that verifiers say amber: { $listed }. Once they have: attestat document export { $again }
document-replaced = Replaced: { $pairs }. Give the family the newer one; the node revokes an older one by itself if it has not yet.
document-replaced-pair = { $slot } by { $replaced_by }
document-successor-unknown = Not checked whether a newer document replaced them, because the node's vault is damaged there: { $ids }. The vault is restored from a backup.
document-unreadable = Left out, because the node's vault cannot read them: { $ids }. Look at the node's log; the newest vault backup may have them.
document-prepared = Left out, because they are prepared and not issued: { $ids }. Issue their sheet again: what was begun is carried on and nothing is issued twice.
document-files-left = Files with the names of these documents hold something else and stay as they are; look at them yourself: { $files }.
document-files-replaced = Earlier files of these documents, named as they stood then, are replaced and gone: { $files }.
document-written = Wrote { GROUPED($documents) } { $documents ->
        [one] document
       *[other] documents
} to { $folder }.
document-revoked-files = Of these revoked, with -revoked in the file's name: { $ids }.
document-suspended-files = Of these suspended, with -suspended in the file's name: { $ids }.
described-no-name = no name yet
described-replaced-by = replaced by { $newest }
described-suspended = suspended
described-revoked = revoked
described-nothing = { $slot }: nothing is held of this document here; it was erased, lost with an earlier vault, or made elsewhere
described-number = { $name }, number { $number }
described-pupil = { $name }; { $held }
described-pupil-enrolled = { $name }; { $held }, a wallet is enrolled
described-held = { GROUPED($n) } { $n ->
        [one] document
       *[other] documents
}
described-same-person = The same name and birth date stand under another record too, and it stays as it is. If it is the same child, it is a matter of its own:
pupil-erase-act-not-kept = The pupil's data are destroyed, and the act of it could not be kept: { $what }
    .next = The act was written to standard output instead: save it, there is no other.
pupil-erase-question = Documents, keys and the access log of this pupil will be destroyed here for good. Families keep what they have.
    Destroy them? [y/N]
pupil-erase-pending = The vault's files are not all rewritten yet: in them still stands what was destroyed, encrypted under a key that is gone. The node goes on trying; its log says which file is left.
pupil-merge-ticket-ended = The letter that was out for the one who went over is worth nothing any more: make a new one if the family has no wallet.
pupil-merge-rebinding = What is not bound to the wallet yet is issued again for it within some days, by itself.
pupil-merge-question = Are they one child? Join them? [y/N]
pupil-ticket-question = Make the letter for this pupil? [y/N]
pupil-unknown = Nothing is held under this number or name
    .next = Check it; a name is written as on the documents, with the patronymic. Nothing was done.
pupil-no-ticket = No ticket was made; correct the file and run the same command again.
pupil-bad-sheet = { $path } has mistakes
pupil-profile-next = Give the file that `attestat issue --profile` keeps.
pupil-erased = Destroyed { GROUPED($documents) } { $documents ->
        [one] document
       *[other] documents
} and everything else that was held on the pupil. The signed act: { $path }
pupil-erased-before = What was held on this pupil was destroyed before, on { $day }, with { GROUPED($documents) } { $documents ->
        [one] document
       *[other] documents
}; nothing was destroyed now. The act of then: { $path }
pupil-erase-rest = Delete exported files, letters and backups of before too: they are not the node's to destroy.
pupil-merge-remains = remains: { $pupil }
pupil-merge-goes-over = goes over: { $pupil }
pupil-merge-would = { GROUPED($documents) } { $documents ->
        [one] document
       *[other] documents
} would go over. Nothing was done.
pupil-merged = They are one pupil now; { GROUPED($documents) } { $documents ->
        [one] document
       *[other] documents
} went over.
pupil-rebound = Issued { GROUPED($issued) } { $issued ->
        [one] document
       *[other] documents
} again, bound to the families' keys; { GROUPED($waiting) } { $waiting ->
        [one] document still waits
       *[other] documents still wait
}.
pupil-rebind-revoked = Revoked { GROUPED($revoked) } { $revoked ->
        [one] document
       *[other] documents
} that had been replaced before; { GROUPED($later) } { $later ->
        [one] document is
       *[other] documents are
} revoked in a later run, among others.
pupil-ticket-enrolled = { GROUPED($families) } { $families ->
        [one] family has
       *[other] families have
} a wallet enrolled already; redeeming the letter puts the new one in its place.
pupil-tickets = Made { GROUPED($letters) } { $letters ->
        [one] letter
       *[other] letters
} in { $place }, good once until { $until }.
    Hand each to its own family, on paper or by a way that others cannot read; then delete it here. The node keeps only a hash.
pupil-ticket-ends = { $path } ends the letter that was good until { $until }
pupil-tickets-ended = Letters of before work no longer; hand the families the new ones:
    {"  "}{ $letters }
pupil-letters = letters
pupil-of-row = Row { $row }: { $what }
pupil-ticket-registry = the id of the registry is none
pupil-ticket-roster = the roster's hash has not 32 bytes
pupil-ticket-address = no ticket can be made for the address «{ $address }»
person-born = { $name }, born { $born }

## Rosters

roster-class-achievement = achievement
roster-class-certificate = certificate
roster-class-digest = digest
roster-class-none = nothing
roster-state-active = active
    .loud = ACTIVE
roster-state-suspended = suspended
    .loud = SUSPENDED
roster-state-closed = closed
    .loud = CLOSED
roster-kind-mirror = mirror
roster-kind-witness = witness
roster-field-name = name
roster-field-organisation = organisation
roster-field-region = region
roster-field-url = address
roster-hash = Hash          { $hash }
    By telephone  { $digits }
roster-says-days = It holds from { $from } to { $to }.
roster-says-threshold = { $threshold } of { $governors } governors must sign.
roster-says-need = { $registry }: { $need }.
roster-need-none = no cosignature is needed
roster-need = { $fewest } of { $counting } mirrors must confirm
roster-need-too-few = { $counting } mirrors count, which are too few
roster-remark-one-alone = Each of the { $governors } governors alone can change everything: the threshold is 1.
roster-remark-not-half = { $threshold } of { $governors } governors are not more than half: two groups without a governor in common can sign two versions of one number. Raise `threshold` in roster.toml.
roster-remark-all = All { $governors } governors must sign: with one key that is lost nobody can sign a version any more. Lower `threshold` in roster.toml, or add a governor.
roster-remark-no-quorum = The quorum is none: a head counts as soon as its registry has signed it.
roster-remark-closed-counts = { $mirror } counts, although the registries of "{ $organisation }" are closed.
roster-remark-few-mirrors = { $registry }: { $needed } of { $mirrors } mirrors are too few to rule out two histories, each with a quorum of its own.
roster-change-days = It holds from { $from } to { $to } (was: { $was_from } to { $was_to }).
roster-change-threshold = { $to } governors must sign (was: { $from }).
roster-change-governor-added = Governor { $name } is new; key by telephone { $digits }.
roster-change-governor-removed = Governor { $name } goes; key by telephone { $digits }.
roster-change-registry-added = { $registry } is admitted, { $state }: "{ $name }" of "{ $organisation }", region "{ $region }"; may issue { $classes }; { $reached }; log { $logs }.
roster-change-registry-removed = { $registry } is REMOVED: nothing that it ever issued can be verified any more. To end issuing only, close it.
roster-change-text = { $subject }: { $field } "{ $to }" (was: "{ $from }").
roster-change-classes = { $registry }: may issue { $to } (was: { $from }).
roster-change-state = { $registry }: { $to } (was: { $from }).
roster-change-log-added = { $log }: this log is new.
roster-change-log-removed = { $log }: this log is REMOVED, and nothing in it can be verified any more.
roster-change-log-keys = { $log }: OTHER KEYS: { $to } (was: { $from }).
roster-change-log-keys-lost = { $log }: OTHER KEYS: { $to } (was: { $from }). What the old key signed there counts no more.
roster-change-cosigner-added = { $kind } { $name } of "{ $organisation }" is new; { $reached }; key by telephone { $digits }.
roster-change-cosigner-removed = { $name } of "{ $organisation }" goes: its cosignatures count no more.
roster-change-cosigner-key = { $name }: ANOTHER KEY, by telephone { $to } (was: { $from }).
roster-change-cosigner-kind = { $name }: { $to } (was: { $from }).
roster-change-quorum = { $registry }: { $to } (was: { $from }).
roster-change-policy = The quorum's lines are others; whoever was there needs as many mirrors as before.
roster-change-cut-added = { $log } is CUT at { $size } records, root { $root }. What lies beyond is red.
roster-change-cut-removed = { $log } is CUT NO MORE (was at { $size } records).
roster-change-cut-moved = { $log } is CUT at { $size } records, root { $root } (was: at { $was_size } records, root { $was_root }).
roster-reached = at { $url }
roster-reached-nowhere = no address
roster-log-signed = { $log } signed by { $keys }
roster-key-on = key { $digits } from size { $from } on
roster-key-to = key { $digits } from size { $from } to { $to }
roster-objection-cut-loosened = { $log } was cut at { $size } records, and a cut only tightens: it may be lowered, and never lifted, raised or given another root at its size
roster-objection-cut-of-no-log = the cut of { $log } cuts nothing: no registry lists this log
roster-objection-unreachable = no head of { $registry } could ever be confirmed: { $arithmetic }
roster-objection-own-mirror = { $mirror } counts for { $registry }, and { $tie }: nobody vouches for themselves. { $arithmetic }
roster-arithmetic-enough = { $named } mirrors in the quorum - { $own } of its own = { $left } ≥ { $needed } needed
roster-arithmetic-short = { $named } mirrors in the quorum - { $own } of its own = { $left } < { $needed } needed
roster-tie-address = both are reached at one address
roster-tie-key = both answer with one key
roster-tie-spelling = the names of their organisations differ in spelling only
roster-tie-name = it has that registry's name
roster-objection-stop = not to be signed: { $objection }.
roster-objection = { $objection }.
roster-not-to-be-signed = Correct roster.toml, and look at `attestat roster diff`.
roster-quorum-zero = A quorum of 0 was asked for: no head needs to be confirmed by anybody.
roster-quorum-too-high = A quorum of { $k } cannot be reached by every registry: some have only { GROUPED($least) } { $least ->
        [one] mirror
       *[other] mirrors
} of other organisations
    .next = Choose at most { $least } with `attestat roster add --quorum`, or add the entries of more organisations first.
roster-quorum-nobody = Nobody of another organisation mirrors these registries yet, so the quorum is none: documents count as soon as the registry has signed them, and every verdict says that nobody else confirmed them. Add the entries of other organisations to change that.
roster-quorum-some-alone = At least one registry has no mirror of another organisation, so the quorum is none for now. Add the entries of the others to change that.
roster-quorum-counts = A head counts once { $k } of the { $of } mirrors of other organisations confirm it.
roster-quorum-counts-and-few = A head counts once { $k } of the { $of } mirrors of other organisations confirm it. That is too few to rule out two histories, each with a quorum of its own.
roster-quorum-range = { $least } to { $most }
roster-quorum-by-hand = The quorum lines in roster.toml were written by hand and stay as they are; `attestat roster add ENTRY --quorum K` replaces them.
roster-nothing-to-add = Nothing to add: every entry is in the roster just so.
roster-nothing-to-change = Nothing to change: it stands so already.
roster-nothing-to-remove = Nothing to remove.
roster-nothing-to-renew = Nothing to renew: it holds so long already.
roster-nothing-to-cut = Nothing to change: it is cut there already.
roster-unknown-name = The roster lists no { $kind } "{ $name }"
    .next = Copy the name from `attestat roster show`.
roster-unknown-registry = registry
roster-unknown-member = registry, cosigner or governor
roster-too-few-left = { $left } governors would be left, and { $threshold } must sign
    .next = Lower `threshold` in roster.toml first, or name another governor.
roster-cut-not-confirmed = No quorum confirmed this head: nothing but the log's own key stands for it.
roster-cut-loosened-next = Cut at a smaller head, or leave it as it is.
roster-cut-which-log = { $node } is a node, and which of its logs is to be cut was not said
    .next = Name it: --log school-12.example/1.
roster-cut-between = { $node } shows { $longest } records of { $log }, and the cut lies at { $size }: what lies between will not count.
roster-cut-not-shown = { $from } does not show where to cut: { $why }
    .next = Name evidence of a fork, a status file or a head of the log, as verifiers and auditors keep them; or a node, with --log.
roster-cut-no-key = the roster lists no key that signs this log at this size
roster-cut-no-head = it shows no head of { $log }
roster-cut-no-signed-head = it shows no head that { $log } signed
roster-cut-undecided = { $log } forked, and the evidence does not tell which history counts: of its heads at { $smaller } and { $larger } records, a quorum confirmed not exactly one
    .next = Name the newest head, or better the newest status file, that a quorum confirmed: verifiers and auditors keep them, and `--from NODE --log LOG` takes that of a mirror. A status file's head shows what was in force at the end.
roster-cut-offline = The cut of { $log } was not compared with any node.
roster-cut-own-node-alone = The cut of { $log } is confirmed by the registry's own node alone: nobody else holds the log.
roster-cut-unproven = The cut of { $log } was lowered to { $size } records, and it was not proven that its root there is of the history that was kept so far
roster-cut-unproven-by = The cut of { $log } was lowered to { $size } records, and it was not proven by { $nodes } that its root there is of the history that was kept so far
roster-cut-unproven-next = Lower it to a head of that history, where a mirror that holds it answers: a lowered cut is not taken without its proof, nor with --offline.
roster-cut-elsewhere = The cut of { $log } has a root that the log never had at { $size } records on { $nodes }
    .next = Take size and root of the cut from a head that was confirmed: attestat roster cut --from HEAD. Where these nodes hold the history that is to be left out, compare the head with who confirmed it by another way, and say so with --offline.
roster-cut-beyond = The cut of { $log } lies at { $size } records, and the longest copy of the log has { GROUPED($longest) } { $longest ->
        [one] record
       *[other] records
}
    .next = Cut where the log has been.
roster-cut-unchecked = No node answers that holds { $log }, so its cut cannot be compared with the log
    .next = Try again when a mirror runs; with --offline it is not compared, which somebody else must have done.
roster-version-says = Version { $version } says:
roster-version-says-other = Version { $version } says, other than version { $before }:
roster-version-nothing-else = Nothing else.
roster-file-cannot-change = { $path } is written in a way that this command cannot change
    .next = Make the change in it by hand, and look at `attestat roster diff`.
roster-bad-entry = { $path } is not an entry for the roster: { $why }
    .next = Hand in the file that `attestat-node init` wrote, unchanged.
roster-bad-entry-address-next = Let the school run `attestat-node tls DIR` and hand in its entry.toml again.
roster-entry-other-key = it has "{ $key }", and only [[registry]] and [[cosigner]] are expected
roster-entry-two-organisations = its registry is of "{ $registry }" and its cosigner of "{ $cosigner }", and a mirror of one's own must not count
roster-entry-no-registry = it has no [[registry]]
roster-entry-several = it has more than one [[registry]] or [[cosigner]]
roster-entry-no-pin = the address { $address } names no key
roster-kept-classes = { $registry }: may still issue { $held }; the entry asks for { $asked }.
roster-kept-state = { $registry }: stays { $held }; the entry says { $asked }.
roster-cosigner-other-key = The roster lists another key for the cosigner { $name }
    .next = Give the new cosigner another name, such as …/m2, and take the old one out when it stops.
roster-other-organisation = { $name } is of "{ $held }" in the roster, and of "{ $given }" in the entry
    .next = If the organisation has a new name, write it into roster.toml for its registries and cosigners alike; if not, ask the school by telephone.
roster-log-other-key = The roster lists another key for the log of { $registry } than the entry
    .next = If the registry rotated its key, write both into roster.toml with `to_size` and `from_size`; if not, ask the registry by telephone.
roster-none = There is no roster in { $path }
    .next = Name its folder with `--roster DIR`, or begin one with `attestat roster init DIR --name NAME`.
roster-bad = { $path } cannot be used as a roster: { $why }
    .next = Correct what is named there, or take the file from where it came again.
roster-nobody-signed = nobody signed it
roster-no-governor-signed = no governor of the roster signed any of these files
roster-already-there = There is a roster in { $path } already
    .next = Go on with `attestat roster add`, or choose another folder.
roster-governor-twice = --governor names one governor twice: { $key }
    .next = Give each governor's line once; nothing was made.
roster-made = Made { $paths }.
roster-made-governor = Governor: { $key }
    {"  "}by telephone { $digits }
roster-made-governor-elsewhere = Governor elsewhere: { $key }
    {"  "}by telephone { $digits }
roster-made-next = Next: attestat roster add ENTRY --roster { SHELL($dir) }   then   attestat roster sign --roster { SHELL($dir) }
roster-made-next-elsewhere = Next: attestat roster add ENTRY --roster { SHELL($dir) }   then   the governors sign: attestat roster sign --roster { SHELL($dir) }
roster-made-compare = Compare the digits with each governor elsewhere by telephone before you sign.
roster-made-keep = Keep the key where only a governor can reach it: it decides who may issue.
roster-no-name = A governor's key needs a name
    .next = Add `--name NAME`; or, for a secretary who is no governor, `--governors 0` and a `--governor KEY` for each.
roster-bad-name-next = Choose another name.
roster-empty-name = The name is empty
    .next = Give a name such as pilot.example.
roster-governor-is-cosigner = The key given with --governor is a cosigner's
roster-bad-governor-next = Copy the line that `attestat roster init` printed as "Governor".
roster-no-governor = A roster needs a governor
    .next = Give the key of each with `--governor KEY`, or let one be made here.
roster-bad-threshold = { $threshold } signatures cannot be asked of { $governors } governors
    .next = Choose from 1 to { $governors }.
roster-merge-other-text = { $path } and { $other } are not the same text
    .next = Look at the difference: attestat roster diff { SHELL($path) } { SHELL($other) }
roster-merge-took = Took { GROUPED($n) } { $n ->
        [one] signature
       *[other] signatures
}.
roster-no-version-before = Version { $version } follows version { $before }, which is not here
    .next = Put the signed version { $before } here as { $path }.
roster-not-next = { $path } is version { $version }, and does not follow what is signed in { $signed }
    .next = What can be signed now is version { $next }: name the folder with `--roster DIR`.
roster-version-gap = roster.toml is version { $version }, and the one that is signed here is { $signed }
    .next = Put what the other governors signed in between here as roster.note, or correct `version`.
roster-is-signed = { $path } is signed already and is not changed
    .next = Name the folder with `--roster DIR`: the next version is begun there.
roster-waits = Version { $version } waits for signatures.
    Next: attestat roster sign --roster { SHELL($dir) }
roster-waits-elsewhere = Version { $version } waits for signatures.
    Next: no governor's key is here: send { $dir } to the governors, who sign it
roster-show-in-force = Version { $version } is the signed one: attestat roster show { SHELL($path) }. What changes: attestat roster diff.
roster-show-head = Roster version { $version }
roster-show-holds = Holds         { $from } to { $to }
    Changed by    { $threshold } of { $governors } governors; signed by { $signers }
roster-show-nobody = nobody yet
roster-show-cut = Cut: { $log } at { $size } records
roster-show-no-log = none
roster-show-needs-none = no cosignature
roster-show-needs = { $fewest } of { $counting }
roster-show-needs-too-many = more cosigners than count
roster-column-governor = governor
roster-column-key = key by telephone
roster-column-registry = registry
roster-column-state = state
roster-column-classes = may issue
roster-column-log = log
roster-column-needs = needs
roster-column-organisation = organisation
roster-column-cosigner = cosigner
roster-column-kind = kind
roster-column-address = address
roster-sign-question = Sign exactly this? [y/N]
roster-not-a-governor = { $path } is no governor's key of this roster
    .next = Give the key of a governor that roster.toml lists.
roster-no-key = There is no governor's key in { $path }
    .next = Name one with `--key FILE`.
roster-begins-later = This version begins on { $day }: until then nothing counts.
roster-begins-later-than-before = This version begins on { $day }: until then the version before it counts.
roster-signed-behind = Signed version { $version } of the roster: { $path }
    Hash: { $hash }
    Version { $newest } follows it and stays what everyone pins: { $newest_path }
roster-signed = Signed version { $version } of the roster: { $path }
    Hash to pin: { $hash }
    By telephone: { $digits }
    Publish both, the hash by another way than the file. Next:
      every node      attestat-node pin SCHOOL { SHELL($path) } --hash { SHELL($hash) }
      every verifier  attestat trust pin { SHELL($path) } --hash { SHELL($hash) }
roster-signed-so-far = Signed version { $version } so far: { $path }
    Hash: { $hash }
    By telephone: { $digits }
    Next: { $missing }; hand { $path } to the next governor, who runs `attestat roster sign --roster roster-{ $version }.note --key FILE`, and take the answers in with `attestat roster merge`.
roster-signed-so-far-after = Signed version { $version } so far: { $path }
    Hash: { $hash }
    By telephone: { $digits }
    Next: { $missing }; hand { $path } and the roster.note before it to the next governor, who runs `attestat roster sign --roster roster-{ $version }.note --key FILE`, and take the answers in with `attestat roster merge`.
roster-missing-of-this = { $signed } of the { $needed } governors that this version needs have signed
roster-missing-of-before = { $signed } of the { $needed } governors that the version before needs have signed
roster-signer = { $name }
roster-signer-key = By { $path } this key
roster-signer-enough = Enough governors
roster-signed-already = { $signer } signed version { $version } with another text, whose hash is { $hash }; a signed number is never signed again
    .next = Finish that text first: `attestat roster sign --roster roster-{ $version }.note`. What changes since goes into version { $following }.
roster-key-unusable = { $path } cannot be used as a key that signs: { $why }
    .next = Name the key's file: what it signed is kept beside it.
roster-record-spoilt = { $path } does not say what this key has signed
    .next = Put it back as it was: a line `<version> <hash>` for each version.
roster-another-hash = This roster has the hash { $hash }, by telephone { $digits }, and not { $given }
    .next = Find out who has which text before anybody signs: attestat roster diff.
roster-not-a-hash = "{ $given }" is no hash of a roster
    .next = Give the 64 characters of the hash, or the 25 digits that are read out over a telephone.

## Verdicts, audits and receipts

verify-no-such-file = There is no { $path }
    .next = Correct the path and run the command again.
verify-no-file = { $path } is a pipe or a device
    .next = Save what comes from it as a file and verify that.
verify-no-documents = There is no .attestat file and no picture of a code in what was named{ $others }
    .but = , but { $names }
    .next = Name the files, or the folder that holds them.
verify-folder = Could not read the folder { $path }: { $why }
    .next = See whether you may read it.
verify-too-many-next = Verify them folder by folder.
verify-too-many-withdrawals = There are more than { $n } withdrawals
    .next = Verify with a part of them at a time.
verify-not-a-withdrawal = { $path }: { $why }
    .next = Ask the family for the file again, or take it out of the folder if it is none of theirs.
verify-searched = files looked at for codes
verify-written = Written: { $path }
verify-forked = { $log } was signed in two histories that contradict each other. The evidence counts from now on; hand it to the consortium that signs the roster: { $path }
verify-forked-not-kept = { $log } was signed in two histories that contradict each other, and the evidence could not be kept: { $why }. Keep these files and verify them again once that is mended.
verify-answers-not-kept = Accepted answers are not remembered: { $why } { $next }
replay-not-listed = the roster in hand does not list this registry
replay-nobody-asked = no node was asked
replay-at-node = { $node }: { $why }
replay-forked = { $log } was signed in two histories that contradict each other{ $kept }
    .not-kept = ; the evidence could not be kept: { $why }
replay-not-confirmed = the head of its log is not confirmed as the roster demands
replay-broken = its records do not follow from one another
replay-short = it gave only { $given } of { $size } records
replay-found = the audit of its log found: { $finding }
replay-other-records = its records are not those of the confirmed head at { $size }
progress-records = records
progress-logs = logs
progress-logs-proven = logs proven
progress-files = files
receipt-no-folder = There is no folder { $path }
    .next = Name the copy of the folder of trust that you kept with the receipt.
receipt-keys-differ = { $public } is not the public half of { $secret }
    .next = Put the two files back as `attestat receipt key` wrote them.
receipt-key-secret = This is the secret key
    .next = Give the public one, in the file whose name ends in .pub; the secret one leaves this machine never.
receipt-key-cosigner = The key is a cosigner's and signs no receipts
receipt-key-bad = { $why }
    .next = Copy the line that `attestat receipt key` printed.
receipt-bad-name = { $why }
    .next = Give a name such as admissions.university.example.
receipt-key-made = This line checks your receipts: publish it. Keep the key file where only you can reach it.
progress-files-read = files read
trust-spoilt = { $part } in { $folder } cannot be used: { $why }
    .next = Take that file away and run `attestat trust update` again, or pin the roster again.
trust-spoilt-pin = it does not hold a hash
trust-spoilt-too-many = { $part } in { $folder } holds more than the { $n } entries that it can have
    .next = Nothing is left out of what is trusted: see what put them there and take away what does not belong there, or pin the roster in a new folder.
trust-spoilt-answers = { $path } is not what was written there
    .next = Take that file away: the answers in it are then not known again.
trust-no-folder = Neither XDG_DATA_HOME nor HOME says where trust is kept
    .next = Name the folder with `--trust DIR`.
trust-none = No roster is pinned in { $folder }
    .next = Get the roster and its hash from the consortium, then run `attestat trust pin ROSTER --hash H`.
trust-unreadable = { $path } cannot be read: { $why }
    .next = See whether you may read it; nothing is judged by a part of it.
trust-in-use = Another program changes { $folder } right now
    .next = Wait until it is done and run the command again.
trust-evidence-does-not-hold = evidence that does not hold: { $why }
trust-pinned = Pinned roster version { $version } with { GROUPED($n) } { $n ->
    [one] registry
   *[other] registries
}, valid until { $until }.
    Hash { $hash }, by telephone { $digits }.
    Next: attestat trust update --from { $nodes }
fork-kept = It counts from now on in every verdict by this folder of trust: { $path }
fork-told = told: { $node } has the evidence against { $log }; see `attestat status-of { SHELL($node) }`.
fork-not-told = not told: { $node } on { $log }: { $what } { $next }
fork-nothing-told = Nothing was told to anybody: { $why }
    .next = Leave that file out: a node that is told what does not hold, holds it against you.
trust-spoilt-name = it is not the roster that its name says
trust-spoilt-line = a line of it is no hash
audit-at-node = { $node } on { $log }: { $why }
audit-nothing-pinned = No roster is pinned, so it is not checked whether the logs' keys are admitted; pin one with `attestat trust pin`.
    .evidence = Without a roster evidence of forks is printed and kept nowhere; name a folder for it with `--evidence`.
audit-head-not-kept = The newer head of { $log } could not be kept: { $why }
audit-no-roster = no roster is pinned
audit-trust-changed = another program changed the folder of trust during the audit
    .next = Run the audit again.
audit-no-place = no roster is pinned whose folder it would count in, and no folder was named with --evidence
    .next = Name a folder with --evidence, and run the audit again.
log-column-log = log
log-column-standing = standing
log-column-records = records
log-column-published = published
log-column-why = why
log-proof-not-judged = The path leads from the record to the checkpoint's root; who signed the checkpoint was not checked.
log-other-record = it proves another record than was asked for
log-no-records = The log has no record there.
log-genesis = genesis   of { $log } with key { $key }
log-award = award     { $class } in slot { $slot }
log-status = status    slot { $slot } is { $status } ({ $reason })
log-snapshot = snapshot  { $n } slots are not valid
log-rotation = rotation  to key { $key }
log-class-achievement = achievement
log-class-certificate = certificate
log-class-digest = digest
log-status-valid = valid
log-status-revoked = revoked
log-status-suspended = suspended
log-reason-unspecified = unspecified
log-reason-issued-in-error = issued in error
log-reason-superseded = superseded
log-reason-document-lost = document lost
log-reason-key-compromised = key compromised
log-standing-unknown = unknown
log-standing-own = own
log-standing-mirrored = mirrored
log-standing-read-only = read-only
log-standing-forked = forked
log-standing-stopped = stopped
log-standing-doubted = doubted
node-answers = { $node } answers and keeps { GROUPED($n) } { $n ->
    [one] log
   *[other] logs
}.
    Roster: { $roster }
node-roster-none = the node works by none yet
node-roster-same = version { $version }, the one pinned here
node-roster-other = version { $version }, another than version { $ours } that is pinned here
node-roster-alone = version { $version }; none is pinned here to compare it with
node-log = { GROUPED($n) } { $n ->
    [one] record
   *[other] records
}, { $published } published
receipt-basis-head = the head held of { $of }
receipt-basis-status = the status file held of { $of }
receipt-basis-prefixes = the proofs held under a head of { $of }
receipt-basis-fork = evidence held of two histories of { $of }
receipt-basis-found = evidence found of two histories of { $of }
receipt-basis-withdrawal = the withdrawal { $of }
receipt-basis-replayed = the replay of { $of }
receipt-basis-unreplayed = the replay, which failed, of { $of }
receipt-same-files = all files: { $n }
receipt-same-request = the request
receipt-same-withdrawals = the withdrawals: { $n }
receipt-same-trust = the folder of trust: the roster, and heads, status files, proofs and evidence: { $n }
receipt-same-verdicts = the verdicts, given again for that moment: { $n }
receipt-file-added = { $name }: NOT IN THE RECEIPT
receipt-file-missing = a file is missing: { $recorded }
receipt-other-request = the request is not the one that was used
receipt-no-roster = the folder of trust has no roster { $hash }
receipt-not-in-force = version { $recorded } of the roster was used, and in the folder of trust version { $in_force } was in force then
receipt-changed = { $basis } is another than then
receipt-missing = { $basis } is missing
receipt-added = { $basis } was not there then
receipt-other-verdict = { $name }: recorded is { $recorded }, and it is { $given }
receipt-open-files = the files: name them, or their folder
receipt-open-other-files = other files of the receipt, which were not named: { $n }
receipt-open-unreadable = files that could not be read then and have no hash: { $n }
receipt-open-left-alone = files of other kinds, which are never verified: { $then } lay there then, { $now } now
receipt-open-request = the request: give it with --request
receipt-open-withdrawals = withdrawals: give them with --withdrawal: { $n }
receipt-open-trust = the roster, heads, status files and evidence: give a copy of the folder of trust as it was, with --trust
receipt-open-roster = whether version { $version } of the roster was in force: the folder of trust does not hold the versions of then
receipt-open-pin = whether the roster is the consortium's: it was { $by }'s own one, and nobody had compared its hash then
receipt-open-replayed = what yearly secrets showed; logs that were asked for: { $n }
receipt-open-verdicts = the verdicts: they are given again where all that they rested on is here and as recorded
receipt-open-first-edition = withdrawals, evidence of two histories, cosignatures and proofs, replayed logs, what came twice, and with them the verdicts: a receipt of the earlier format does not name them
receipt-line-time = checked: { $value }
receipt-line-as = as: { $value }
receipt-line-version = program: { $value }
receipt-line-roster = roster: { $value }
receipt-line-shown-by = own roster of: { $value }; nobody had compared its hash
receipt-line-max-age = oldest status allowed, in seconds: { $value }
receipt-line-request = request: { $value }
receipt-line-left-alone = files of other kinds: { $value }
receipt-line-counts = verdicts: { $value }
receipt-not-as-recorded = Not as recorded
receipt-not-checked = Not checked
receipt-as-recorded = As recorded
receipt-all-as-recorded = Everything is as recorded.
receipt-lists-others = Everything is as recorded, and files are listed that are not green.
receipt-signed-by = Signed by { $name }
receipt-signed-not = Not signed by this key: { $why }
    .no-known-key = none of its signatures is by this key
    .bad-signature = the signature named { $name } does not fit the text
receipt-signed-by-nobody = Signed by nobody: whoever has the file can change it
receipt-signature-open = Signature not checked (give --key); it says it is by { $names }
receipt-refused = { $path }: { $why }
    .next = Get the receipt again as `attestat verify --receipt` wrote it.
    .not-a-receipt = it is not a receipt
    .line = line { $number } is not one of a receipt
    .missing = its line `{ $key }` is missing
    .value = its line `{ $key }` cannot be understood
    .list-changed = its list was changed: it is not the one that the head commits to
    .counts = its counts are not those of its list
trust-pinned-expired = Version { $version } of the roster expired: it was valid until { $until }. By it every verdict is amber. `attestat trust update --from { $nodes }` takes over a newer one that follows it; if no node has one, ask the consortium.
trust-pinned-early = Version { $version } of the roster is not in force before { $from }. By it every verdict is amber until then.
trust-not-pinned = { $path } is not pinned: { $why }
    .address = the address of { $name } cannot be used: { $why }
    .no-network = { $url } is no address on a network
    .address-next = Ask the consortium to correct the address in its next roster.
    .hash-next = Compare the hash with the consortium's by another way, such as telephone; do not pin what differs.
    .next = Ask the consortium for the signed roster again.
trust-pin-older = Version { $held } of the roster is pinned here, and version { $given } is older
    .next = Keep the newer one: what it withdrew, suspended and cut would count again. Only if the consortium itself says that the newer one was signed in error, run the command again with `--replace`.
trust-pin-twin = Another version { $held } of the roster is pinned here: its governors signed two texts of one number
    .next = Do not choose by yourself: show the consortium both files, and ask which one counts. Then run the command again with `--replace` and the hash of that one.
trust-pin-gap = Version { $held } of the roster is pinned here, and version { $given } does not follow it by one step
    .next = `attestat trust update` fetches the versions between. If nobody has them, compare the new one's hash with the consortium's by another way, and run the command again with `--replace`.
fork-holds = holds:
fork-not-judged = not judged:
    .why = { $why }. Nobody is accused by it; run `attestat trust update` and check it again.
fork-shows-nothing = shows nothing:
    .why = { $why }. Nobody is accused by it.
fork-shows = the key of { $log } signed two histories: { $histories }. { $follows }
    .same-size = two roots at { GROUPED($n) } records
    .sizes = { GROUPED($smaller) } records, and { GROUPED($larger) } that do not continue them
    .cut = The roster has cut it at { GROUPED($n) } records: what lies up to there counts.
    .not-cut = Rely on none of its documents until the roster cuts it.
audit-column-log = log
audit-column-node = node
audit-column-records = records
audit-column-seals = seals checked
audit-column-not-checked = not checked
audit-column-confirmed = confirmed
audit-column-findings = findings
audit-finding = finding:
audit-harmless = harmless: { $place }: { $what }.
audit-ahead = from the future:
audit-not-checked = not checked:
audit-place = { $log } at { $node }
audit-sentence = { $place }: { $what }.
audit-more-findings = … and { GROUPED($n) } more { $n ->
    [one] finding
   *[other] findings
} there; --json lists them.
audit-more-repetitions = … and { GROUPED($n) } more { $n ->
    [one] repetition
   *[other] repetitions
} there.
audit-behind = behind: { $place }: it has { GROUPED($has) } of { GROUPED($of) } records, { GROUPED($fewer) } fewer.
audit-not-begun = not begun: { $log }: no node that was asked has a record of it.
audit-nobody-keeps = No node that was asked keeps the log { $log }, which the roster lists
audit-evidence = Evidence that convinces anyone who has the roster: { $path }
    .not-written = Evidence that convinces anyone who has the roster could not be written ({ $why }); copy it from here:
audit-pace = Replayed { GROUPED($n) } { $n ->
    [one] record
   *[other] records
} in { $seconds } s ({ GROUPED($pace) } a second).
audit-seals-left = { GROUPED($n) } { $n ->
    [one] seal was
   *[other] seals were
} not checked; `--every-seal` checks all of them.
audit-clean-alone = Nothing was found. Name several nodes to compare them.
audit-clean-so-far = Nothing was found, and the nodes agree as far as each has come.
audit-clean = Nothing was found, and the nodes agree.
audit-found = Something was found that honest registries, honest nodes and sound disks cannot produce. Hand this report to the consortium.
audit-incomplete-ahead = Nothing speaks against the registries, but a log is ahead of the calendar. See what is named above.
audit-incomplete = Nothing was found, but not everything could be checked. See what is named above, and run the audit again.
audit-not-asked-for = not asked for
finding-record = record { $index }: { $fault }
    .index = it says that it is record { $index }
    .previous = it does not name the record before it
    .day = it is dated { $day }, before the record in front of it
finding-gap = records { $from } to { $to } are missing
finding-genesis = record { $index } breaks the rule that a log begins with its own genesis and has no other
finding-duplicate-slot = slot { $slot } is used a second time, at or after record { $near }
finding-status-target = status record { $index } does not point to an award with its slot
finding-snapshot = status snapshot { $index } is not the state of the records below it
finding-rotation = key rotation { $index } is not signed by the new key
finding-root = the signed root at size { $size } is not the root of the records
finding-seal = the seal at size { $size } was not made by the key in force
finding-head = the published head at size { $size }: { $why }
    .of-another-log = it is a head of { $log }
    .no-key = no key is in force there
finding-short = the registry signed { $head } records, but only { $records } are there
finding-stored = stored { $what } is not what the records make it
finding-absent = the log is not there, although { $why }
finding-unreadable = what is known of the log cannot be read: { $why }
finding-other-cut = the genesis names the log { $log } at { $size } records, which is not where the roster cut that log
finding-forgotten = status snapshot { $index } does not carry over the status of slot { $slot }, which an earlier generation withdrew
finding-taken-back = status record { $index } takes back the revocation of slot { $slot } by an earlier generation
finding-cut-root = the records up to the roster's cut at size { $size } have another root than the cut: this is not the history that counts
finding-beyond-cut = { $beyond } records lie beyond the roster's cut at size { $size }: they are signed, and nothing of them counts
finding-fork = two histories of { $log } were signed: { $sizes }; the evidence holds both
    .same-size = two roots at { $size } records
    .sizes = a head of { $smaller } records, and one of { $larger } that does not continue it
audit-ahead-records = records { $first } to { $last } are from the future, up to { $day }: the registry's clock was ahead, or this one is behind
audit-repetition = the award of slot { $slot } stands { $times } times with every field equal, first as record { $first } and again as record { $again }: a harmless repetition after an interrupted request, and no misbehaviour
gap-records = the records from { $from } on: { $why }
gap-records-missing = the records from { $from } on: { $why }
gap-no-roster = whether the log's keys are admitted: no roster was given
gap-keys-not-listed = whether the log's keys are admitted: the roster at hand does not list them for the sizes that they sign; update the roster
gap-targets = the targets of { $n } status records
gap-repeated-slots = whether { $n } slots that are used again hold the same awards again or other ones
gap-below-cut = the root at the roster's cut at size { $size }: only { $held } records are here
gap-cut-root = the root at the roster's cut at size { $size }
gap-head-beyond = the published head at size { $size }, beyond where the audit stopped
gap-head-root = the root of the published head at size { $size }
gap-head-beyond-stream = the head at size { $size }, beyond where the stream was cut
gap-no-head = any head: the node showed none
gap-no-evidence = why the node calls this log forked: it gave no evidence
gap-evidence = the node's evidence of a fork: { $why }
gap-second-history = the evidence of a second history at size { $size }: { $why }
gap-cut-of = where { $log } was cut: the roster at hand does not say; update the roster
gap-carried-over = whether this log carries over what the generation before it withdrew: that log was not audited up to its cut
gap-earlier-slots = that no slot of an earlier generation is used again
gap-kept-head = whether it continues the head that is kept here: that has { $kept } records, this node gave { $given }
gap-no-quorum = whether others saw the same records: no head over them has a quorum ({ $have } cosignatures, { $needed } needed)
    .no-number = no number
gap-confirmed-ahead = when it was confirmed: by its cosigners' clocks at { $time }, which is to come
gap-since = what came since { $time }, when its head was confirmed last
gap-other = { $what }

## Failures, nodes and files

failure-refused = { $node }: { $what }
failure-may-be-done = { $node } went away before it answered: what was asked for may have been done
    .next = See whether the node runs (`attestat-node run DIR`) and run the same command again: it is safe, what was done is not done twice.
node-bad-answer = { $node } gave an answer that does not hold: { $why }
    .next = Ask another node, and tell the operator of this one.
address-plaintext = { $given } asks for a connection in the clear, which no node offers any more; write https://host:port
address-pin = { $given }: behind # stands no fingerprint of a key: it is `sha256:` and 64 hex digits; copy the address again as a whole
node-address-next = Correct the address and run the command again.
node-unpinned = The address { $address } names no key, so nobody could tell who answers there
    .next = Use the whole address as the school gives it, with #sha256:… at its end.
node-another-key = Another key answered at { $address } than the one that the address names (expected { $expected }, found { $found })
    .next = The node was given a new key, or somebody stands in its place: get its whole address anew from the school by a way you trust, and do not leave out what stands behind #.
node-not-a-node = What answers at { $address } is not a node of this project: { $why }
    .next = See whether host and port are right, and whether the node is of this version.
node-not-allowed = You may not use { $address }: it belongs to another user or group
    .next = Join the group that `registrar_group` in the node's node.toml names, log in anew, and run the command again.
node-unreachable = Nothing answers at { $address }
    .next = See whether the node runs (`attestat-node run DIR`) and whether the address is right.
node-too-slow = { $node } did not come to an end within { $minutes } minutes
    .next = Ask another node, or try again on a faster line.
node-not-checked = The address { $address } names no key, so it is not checked who answers there. What is shown is signed and checked all the same; who looks at it can be seen by whoever stands in between. The node's whole address ends with #sha256:…
node-not-named = The command does not say which node it speaks to
    .next = Add `--node DIR` with the node's folder, or `--node unix:/path/to/its/socket`.
node-no-settings = The folder { $path } is no node's: it has no { $settings }
node-no-folder = There is no folder { $path }
    .next = Name the node's folder, as it was made by `attestat-node init`: `--node`, or { $variable }.
node-no-threads = No threads could be started: { $why }
node-notice = warning[{ $code }] { $words }.
file-read = Could not read { $path }: { $why }
file-write = Could not write { $path }: { $why }
file-make-folder = Could not make the folder { $path }: { $why }
file-room-next = Make room on that disk, or name a folder on another one.
file-read-only-next = Name a folder on a disk that can be written.
file-next = See whether the path is right and you may use it.
file-not-text = { $path } is not a text in UTF-8
    .next = See whether it is the right file.
file-already-there = { $path } is there already and is not overwritten
    .next = Name another file, or move the old one away.
file-same-place = Two results would be written to { $path }
    .next = Name a file for each.
file-secret-readable = The secret file { $path } can be read by others (mode { $mode })
    .next = Run `chmod 600 { $path }`, and think about who may have read it.
key-not-written = The key could not be written as PKCS#8
key-not-a-key = { $path } does not hold an Ed25519 key as PKCS#8
    .next = Give the key file as the program that made it wrote it.
dice-failed-why = The system gave no random numbers: { $why }
dice-failed = The system gave no random numbers
clock-no-day = The clock of this machine shows no day of the calendar
question-not-confirmed = Not confirmed: nothing was done
    .next = To do it after all, run the command again and answer y.
question-no-terminal = The command has a question, and there is no terminal to ask it on
    .next = Run it on a terminal, or add --yes.
question-not-read = The answer cannot be read: { $why }
output-results-lost = Not all of the results could be written: { $why }
    .next = Make room, or send them elsewhere, and run the command again; what it changed has been done.
output-progress = { $done } of { $total }, { $speed }, { $left } left
output-documents = documents
code-in-file = { $path }: { $fault }
level-unknown = unknown
level-local = local
level-witnessed = witnessed
level-mirrored = mirrored
level-not-reached = Everything is in the node's log, but the level "{ $wanted }" was not reached in time: it is { $reached }
    .next = The node goes on by itself. Once `attestat status-of NODE` shows that the others confirm again, run the same command again: nothing is done twice, and what it writes has the newer proofs.
level-nobody = The level "{ $wanted }" never comes here: the roster names nobody who confirms this registry's log. Nothing was done
    .next = Leave --wait out; the consortium names cosigners with the nodes that it adds (`attestat roster add`).
code-too-long = a QR code holds at most { $max } bytes, and these are { $length }
    .next = Give the file instead.
code-not-drawn = the QR code could not be drawn: { $why }
    .next = Give the file instead.
code-not-a-picture = the picture is not a PNG or JPEG that can be read ({ $why })
    .next = Save it as one of them and try again.
code-too-large = the picture has more than { $max } pixels
    .next = Cut out the part with the code and try again.

## Families: wallet, share, shares, request

wallet-sheet-to-copy = The 24 words are in { $path }: print it, or copy the words by hand.
wallet-no-child = The command does not say whose wallet it is to be
    .next = Add `--child NAME`; the file is named after it.
wallet-made = Made the wallet of { $label }: { $file }
    The recovery sheet: { $sheet }. Print it, keep it where documents are kept, then delete the file.
    Next: attestat wallet enrol LETTER, with the school's letter.
wallet-whole = whole, saved { $generation } { $generation ->
        [one] time
       *[other] times
    }
wallet-damaged-listed = DAMAGED: open it to see what to do
wallet-none-listed = There is no wallet in { $path }.
wallet-heading-child = child
wallet-heading-wallet = wallet
wallet-opened = The wallet of { $label }: { GROUPED($documents) } { $documents ->
        [one] document
       *[other] documents
    }, { $portfolio } of them in the portfolio; shown { GROUPED($shares) } { $shares ->
        [one] time
       *[other] times
    }.
wallet-copy = An encrypted copy lies at { $keeper }.
wallet-copy-written = An encrypted copy lies at { $keeper }, written { $day }.
wallet-enrolled-since = Enrolled at { $registry } since { $day }.
wallet-restored = The words are right. Made the wallet of { $label }: { $file }
    It is empty so far. Next: attestat wallet recover --from ADDRESS --roster-hash HASH, with a node's address and the roster's published hash.
wallet-restored-before = The wallet with these words is here already, as { $label }; nothing was changed.
wallet-other-words = The wallet { $label } here belongs to other words; it was left as it is
    .next = Take another name with `--child`.
wallet-relocked = The wallet of { $child } opens with the new passphrase only, and so does the generation before it here.
    Copies of the folder that were made earlier still open with the old one: delete them if somebody may know it. The 24 words and the copies on other nodes stay as they are; no passphrase opens those.
words-not-known = That is not word { $number }: no wallet was made, and the sheet was removed
    .next = Destroy what was printed or copied of it: its words open nothing. Then run the command again; it draws other words.
words-question = Word { $number } on the sheet:
words-question-again = That is not word { $number }; look for the number { $number } on the sheet.
    { words-question }
words-asked = The 24 words of the recovery sheet, in order:
words-not-text = The words are not a text in UTF-8
    .next = Save them as a plain text, or type them.
words-not-read = The words cannot be read: { $why }
sheet-written = Wrote the recovery sheet to { $sheet }. Print it, keep it apart from this computer, then delete the file.
sheet-already-there = { $path } is there already and is not overwritten
    .next = Name another file with `--sheet FILE`.
passphrase-question = Passphrase of the wallet:
passphrase-question-new = New passphrase, such as four or five words:
passphrase-question-again = The same again:
passphrase-differs = The two passphrases differ
    .next = Run the command again and type the same one twice.
passphrase-no-terminal = The passphrase cannot be asked for: there is no terminal
    .next = Give it with `--passphrase-file FILE`, or in the variable ATTESTAT_PASSPHRASE.
passphrase-empty = The passphrase is empty
    .next = Give the passphrase of the wallet.
passphrase-not-text = { $file } is not a text
    .next = See whether it is the file with the passphrase.
wallet-no-folder = Neither XDG_DATA_HOME nor HOME says where wallets are kept
    .next = Name the folder with `--wallet DIR`.
wallet-none = There is no wallet in { $folder }
    .next = Make one with `attestat wallet new --child NAME`, or name the right folder with `--wallet DIR`.
wallet-no-such-child = There is no wallet of { $label } in { $folder }
    .next = Name one of these with `--child`: { $names }.
wallet-which-child = There are several children in the folder, and the command does not say which is meant
    .next = Add `--child` and one of these: { $names }.
wallet-already-there = There is a wallet of { $label } already, and it is not overwritten
    .next = Take another name with `--child`, or move the old file away.
wallet-in-use = Another command works in the wallet folder
    .next = Wait until it is done and run the command again.
wallet-way-back-none = There is no earlier copy beside it: restore the wallet from the 24 words with `attestat wallet restore` and `attestat wallet recover`.
wallet-way-back = The copy before it is kept: go back with `{ $command }`, then `attestat wallet sync`.
wallet-too-many = There are more than { $limit } wallets in { $folder }
    .next = Keep each family's in a folder of its own, and name it with `--wallet DIR`.
wallet-folder = The folder { $folder } cannot be used: { $why }
    .next = See whether it is yours and the disk is not full.
passphrase-weak = The passphrase is short and quickly guessed: { $characters } characters, at least 10 are needed
    .next = Choose four or five words that nobody would guess.
passphrase-plain = The passphrase is almost one character only
wallet-wrong-passphrase = The passphrase does not open this wallet
    .next = Try again, and watch the keyboard's language and Caps Lock. If it is lost, restore the wallet from the 24 words under another name (`--child`); this file stays.
wallet-newer = { $file } was written by a newer program
    .next = Upgrade this program, and leave the file as it is.
wallet-cut-off = { $file } is cut off: { $found } of { $expected } bytes are there; nothing of it was used
wallet-altered = { $file } was altered by somebody; nothing of it was used
wallet-damaged = { $file } is damaged; nothing of it was used
wallet-not-one = { $file } has { $bytes } bytes, more than a wallet ever has; nothing of it was used
    .next = See whether it is the right file, and leave it as it is.
wallet-memory = Opening the wallet takes more memory than this machine has free
    .next = Close other programs and try again.
wallet-not-reopened = The wallet would not open again, so nothing was written
wallet-no-document = the wallet has no such document; list its documents and choose one of them
wallet-label = what a child is called must be 1 to 200 bytes of visible text; choose a short name
wallet-address = a node's address has at most 340 bytes; write https://host:port#sha256:<64 hex digits>
wallet-epoch = the wallet keeps 64 keys for a registry, and this one would be beyond them; make a new wallet
wallet-full = the wallet already has { $limit } { $items ->
        [enrolments] enrolments
        [documents] documents
        [shares] shares
       *[mailboxes] mailboxes
    }, the most that it keeps
wallet-too-long = the wallet would have { $bytes } bytes, more than its file may have; nothing was written
wallet-unreadable = the wallet would not open again, so nothing was written; keep the file as it is and report this
wallet-dead-dice = the source of randomness gives zeros: save nothing here, and repair the machine's random generator
mailbox-too-long = the ledger of shares alone is larger than a mailbox of 1 MiB; keep a copy of the wallet file instead
mailbox-not-one = what the node gave is not a mailbox of this version; ask another node that keeps a copy
mailbox-altered = what the node gave was altered, or is not this child's; ask another node that keeps a copy
mailbox-unreadable = the mailbox opens, but its content does not read; ask another node that keeps a copy
document-not-read = the file is not a document that this version reads
document-other-registry = the document is of another registry than the one that was asked
document-other-holder = the document names a key that is not this child's
document-credential = the document's credential cannot be read; fetch it again
document-issuer = the document's issuer is not a registry's address; fetch the document again
document-record = the document's record cannot be read; fetch the document again
document-commitment = the document's record stands for another document; fetch the document again
document-too-long = the document's file is longer than any document is; fetch it again
words-count = There are { $count } words; the recovery sheet has 24
    .next = Compare line by line: one may be missing or typed twice.
words-too-long = The text is far longer than 24 words
    .next = Give the words of the recovery sheet only.
words-unknown = Word { $position } ("{ $found }") is not on the list of words
    .next = Look at word { $position } on the sheet; did you mean "{ $nearest }"?
words-checksum = Every word exists, but together they do not fit
    .next = Compare each with its number on the sheet: two may be swapped, or one read as another.
words-dead-dice = This machine gives no random numbers
    .next = Make no wallet here; use another machine.
ticket-group-length = Group { $group } of the code has { $characters } { $characters ->
        [one] character
       *[other] characters
    }; each has 6
    .next = Compare group { $group } with the letter.
ticket-character = Group { $group } of the code has a character that codes do not use
    .next = Compare group { $group } with the letter.
ticket-group = Group { $group } of the code is mistyped, or a group before it is missing
    .next = Compare group { $group } with the letter.
ticket-half = Only { $groups } of the code's { $of } groups are there
    .next = Type all of them, in one line and in the order of their numbers.
ticket-newer = The code of the ticket is damaged, or a newer program made it
    .next = Read the code again; if that does not help, upgrade this program.
ticket-not-whole = The ticket is not whole
    .next = Copy all of it again, from "attestat:ticket:" to the end; or ask the school for a new letter.
flow-hosts-none = This node hosts no registry, and keeps no mailboxes
    .next = Choose a school's node.
flow-no-node = The roster names no node to ask
flow-stage-mailboxes = mailboxes
flow-stage-registries = registries
flow-no-place = Nothing says where the wallet is kept
flow-hands-nothing-over = This work hands nothing over
flow-asks-no-node = This work asks no node
flow-not-connected = No node is connected
answer-unsigned-head = the head of { $origin } is not signed by its registry
answer-unsigned-status = the status file of { $origin } is not signed by its registry
answer-status = its status file cannot be read
answer-late-year = { $origin } claims records of the year { $year }, and this is { $now }
answer-record = a record of it cannot be read
answer-proof = a proof of it cannot be read
answer-not-proven = record { $number } of { $origin } is not proven
answer-another-record = record { $number } of { $origin } was asked for, and another came
answer-tags = its list of tags cannot be
answer-address = its address cannot be compared with known ones
answer-roster = its roster cannot be read
answer-nonce = its nonce has not 32 bytes
answer-too-much = it sends more than there can be
answer-mailbox = the mailbox is larger than mailboxes are
flow-not-saved-next = The wallet on the disk is as it was before this command.
flow-keeper-elsewhere = The node at { $at } says that it is { $id }, whose address or key is known to be another; nothing was sent to it
    .listed = Name the registry itself: `--to { SHELL($id) }`. If its node has moved, `attestat wallet sync` brings the newer roster that says so.
    .unlisted = The roster does not name it: ask that school itself where its node is, and choose another node until then.
flow-same-node = Only the node of { $id } itself could permit this copy, and would know whose it is
    .next = Choose another school's node; or add --same-node if it may know.
flow-not-permitted = { $asked } was asked to permit the copy, and did not: { $what }
flow-not-enrolled = Only enrolled families may leave copies, and this wallet is enrolled nowhere
    .next = Redeem a school's letter first: `attestat wallet enrol LETTER`.
flow-not-listed = The roster in force does not name { $id }
    .next = Ask the school itself how its documents stand.
flow-unknown-wallet = The school's node does not know this wallet any more: the school has destroyed what it held, or has enrolled another wallet since
    .next = What is in this wallet stays. If the school is to know it again, ask for a new letter.
family-unreachable = The school's node does not answer
    .next = Look at the connection and the address; try again later.
family-another-key = Another key answered at the address than the one that it names; nothing was said to the node
    .next = Get the whole address from the school again, and do not leave out its end, behind #.
family-unpinned = The address names no key, so nobody could tell who answers there
    .next = Use the whole address as the school gives it, with #sha256:… at its end.
family-too-many-guesses = The node takes no letters for now: too many were wrong
    .next = Try again in ten minutes.
family-wallet-of-another = This wallet is enrolled here for another pupil already
    .next = Make a wallet of its own for each child: `attestat wallet new --child NAME`.
family-no-permit = The node did not take the permit for the copy
    .next = Try again tomorrow, or choose another node.
family-no-mailbox = The node keeps no copy of this wallet
    .next = Ask the other nodes where copies are kept.
family-mailboxes-full = The node has no room left for copies
    .next = Choose another node.
family-busy = The node is busy, or did not answer in time
    .next = Try again in a minute.
question-terminal = Answer the question on a terminal.
question-compare = Compare the roster's hash with the consortium's and give it with `--roster-hash HASH`.
question-letter-elsewhere = The wallet knows the node of { $registry } at { $known }; this letter leads to { $given }.
    A forged letter would lead elsewhere too: ask the school by telephone. Is the letter its own? [y/N]
question-two-schools = The letter is of { $registry }, and the wallet is enrolled at { $alike }, which reads almost the same.
    A forged letter would choose such a name: ask the school by telephone. Are they two schools? [y/N]
question-compare-roster = This node works by the roster
    {"  "}{ $found }
    {"  "}by telephone { $digits }
    Compare it with the hash on the consortium's page, or ask a school by telephone. The same? [y/N]
question-share-condemned = A document in it is revoked or suspended, and whoever checks it sees red. Show it all the same? [y/N]
question-share = Share exactly this? [y/N]
question-give-years = Give the yearly secret too, with these limits? [y/N]
ticket-expired = The letter ended on { $when }
    .next = Ask the school for a new one.
letter-elsewhere = The letter leads to { $given }, and by the roster the node of { $registry } is { $listed }; nothing was sent
    .next = Do not use the letter; ask the school by telephone whether it is its own. If its node has moved, the consortium's roster must say so first.
enrol-done = The wallet of { $label } is enrolled at { $registry }.
enrol-waiting = Documents issued before: { $count }. They will be issued again for this wallet, by { $day }: some days' delay hides whose they are.
enrol-for-the-sheet = For the recovery sheet: node { $node }, roster { $roster }. To print the sheet again with both filled in: attestat wallet words --sheet FILE
enrol-used-up = The letter is used up: destroy it. Next: attestat wallet sync
enrol-another-roster = The letter names the roster { $named }, and the node works by { $found }: documents from there are kept, but not checked. Ask the school which is right.
letter-used-before = The school's node does not take this letter; the wallet is noted as enrolled there already
    .next = See whether that holds: `attestat wallet sync`. If it does not, ask the school for a new letter.
letter-refused = The school's node does not take this letter
    .next = It may have been used already, or it ended: ask the school for a new one.
letter-question = The letter's code:
letter-none = There is no ticket in { $path }
    .next = Give the school's letter as a file, or a sharp picture (PNG or JPEG) of its code.
letter-alike = The letter is of { $registry }, which the roster does not name; it names { $near }, which reads almost the same. Nothing was redeemed
    .next = Do not use the letter; ask the school by telephone whether it is its own.
letter-not-listed = The letter is of { $registry }, which the roster in force does not name. Nothing was redeemed
    .next = Ask the school whether it belongs to the consortium yet: its name must stand in the roster first.
letter-another-consortium = The letter is of { $registry }, a school of another consortium; this folder follows one roster. Nothing was redeemed, and the letter is still good
    .next = Use it in a second folder, with the same 24 words:
        {"  "}attestat wallet restore --child '{ $label }' --wallet SECOND
        {"  "}attestat wallet enrol LETTER --wallet SECOND
letter-title = { $school }: ticket for a wallet
letter-family = For the family of { $pupil }
letter-why = The school keeps its records so that nobody can quietly change them. With this ticket the family gets its own copies of the child's documents, in a wallet that only the family can open. Taking part is voluntary; the documents are valid without it.
letter-how = How to use it
letter-make = Make the child's wallet, once: attestat wallet new --child NAME. Print the recovery sheet and keep it.
letter-use = Use the letter: attestat wallet enrol, with this letter as a file, with a picture of the code, or typing the groups below, all in one line.
letter-arrive = The documents arrive with attestat wallet sync, some days later. None of them is in the portfolio until you include it, and nothing is shown to anybody until you share it.
letter-code = The letter's code
letter-typed = Small letters do as well. The last character of each group is a check: a mistyped group is named.
letter-line = The same in one line, to copy:
letter-ticket = The ticket works once and until the day above. Whoever has it can enrol a wallet in the child's name: keep it like money, and tell the school at once if it is lost or if the program says that it was used already. The school itself keeps no copy of it.
letter-registry = Registry: { $registry }
letter-node = Node: { $node }
letter-roster = Roster: { $roster }
letter-until = Good until (UTC): { $until }
sheet-why = These 24 words are the key to the child's wallet of school documents. With them, and with nothing else, the wallet can be made again when the computer, the telephone or the file is gone. Each child has its own sheet.
sheet-order = The words are read row by row, in the order of their numbers. They are English in every country: the list that they come from is the same everywhere (BIP-39).
sheet-never = What never to do
sheet-never-tell = Never tell the words to anybody: no school, no university, no support and no programmer ever needs them. Who asks for them wants to pose as the child.
sheet-never-type = Never photograph the sheet, and never type the words into a web page, a message or a document.
sheet-never-together = Never keep the sheet together with the computer or telephone that the wallet is on.
sheet-keep = Where to keep it
sheet-where = In an envelope with the child's birth certificate; a second copy with somebody whom you would trust with the child's papers. A pencil copy by hand is as good as a print.
sheet-recover = How to recover
sheet-restore = On any computer with the program: attestat wallet restore --child NAME. It asks for the words, all in one line; capital letters and spaces do not matter, and a mistyped word is named.
sheet-then = Then: attestat wallet recover. It needs the address of a node and the hash of the roster, which stand in each letter of a school and on the consortium's page. It finds the child's records there, then fetches the documents from the schools, or from the copies that it keeps on other nodes.
sheet-lost = If the sheet is lost and the wallet is there, print it again: attestat wallet words. If both are lost, go to each school with your papers: it can issue its documents again for a new wallet.
sheet-stranger = If a stranger may have seen the words, make a new wallet and have each school enrol it: the old key then opens nothing new.
sheet-needs = What recovery needs beside the words. The hash changes with every version of the roster; the newest one stands on the consortium's page.
sheet-address = Address of a node: { $address }
sheet-hash = Hash of the roster: { $hash }
sheet-as-code = The same as a code, without the words: a telephone reads the whole command from it.
sheet-write = Write down here, from a school's letter or the consortium's page:
sheet-blank = Address of a node: ____________________________________________________
    Hash of the roster: ___________________________________________________
sheet-title = Recovery sheet: { $label }
family-compare-hash = The roster in force is more than a year newer than the one that was held here. Compare its hash with the one on the consortium's page, or ask a school by telephone:
    {"  "}{ $hash }
family-another-roster = The node of { $registry } works by the roster { $found }, which does not follow the one in force here. Compare that hash with the consortium's; if it is right: `attestat wallet recover --from NODE --roster-hash HASH`.
family-others-another-roster = Other nodes work by the roster { $found }, which does not follow the one in force here. Compare that hash with the consortium's; if it is right: `attestat wallet recover --from NODE --roster-hash HASH`.
family-not-proven = The node of { $registry } did not prove that its log continues what it showed before. Sync again later; if it stays, tell those who sign the roster.
family-forked = The log { $origin } was signed in two histories that contradict each other. Do not rely on its newest documents; tell those who sign the roster.
status-bad = DOES NOT VERIFY  { $id }  { $title } ({ $why }): show it to nobody, ask the school, and show it this line.
wallet-status-suspended = suspended  { $id }  { $title }: the school has suspended it, and whoever checks it will see that.
wallet-status-revoked = revoked  { $id }  { $title }: the school has revoked or replaced it, and whoever checks it will see that.
wallet-status-valid = in force  { $id }  { $title }: the school has put it in force again.
status-unasked = Whether the documents of { $registry } are still in force could not be asked: { $failure }
sync-not-enrolled = The wallet is enrolled nowhere yet
    .next = Redeem the school's letter first: `attestat wallet enrol LETTER`. Where the wallet was restored from its words: `attestat wallet recover`.
sync-nobody = Nobody could be asked: whether there is anything new is not known.
sync-nothing-from-those = Nothing new from those that answered.
sync-nothing = Nothing new.
sync-new = new      { $id }  { $title }
sync-renewed = Renewed, with the newest proof and status: { $count }.
sync-refused = REFUSED  { $registry }:{ $slot } does not verify and was not taken in ({ $why }). Ask the school, and show it this line.
sync-unchecked = Not checked, for lack of a roster: { $count }.
sync-bearers = Not bound to the wallet yet: { $count }. They cannot be shared from here until the school has issued them again.
sync-waiting = { $registry } will issue { $waiting } again for this wallet, by { $day }.
sync-to-include = They are in no portfolio until you include them: attestat wallet show, then attestat wallet include ID
holdings-heading = { $registry }, enrolled since { $day }. It holds { GROUPED($count) } { $count ->
        [one] document
       *[other] documents
    }:
holdings-column-number = number
holdings-column-what = what
holdings-column-day = day
holdings-column-state = state
holdings-column-for = for
holdings-column-kept = kept with it
holdings-column-when = when
holdings-column-who = who
holdings-open-letter = A letter that nobody has used yet is out, good until { $day }.
holdings-accesses = Who touched it:
holdings-valid = in force
holdings-revoked = revoked
holdings-suspended = suspended
holdings-bound = this wallet
holdings-bearer = whoever has the file
holdings-issued-in-error = issued in error
holdings-superseded = superseded
holdings-document-lost = document lost
holdings-key-compromised = key compromised
holdings-agreement = agreement
holdings-law = legal basis
holdings-pupil-number = pupil's number { $number }
holdings-note = a note
access-unknown = of an unknown kind
access-issued = issued
access-opened = read by the school
access-exported = written to a file by the school
access-changed = corrected, or its state changed
access-ticket-made = a letter was made
access-enrolled = the wallet was enrolled
access-delivered = fetched by the family
access-rebound = issued again for the wallet
access-holdings-shown = this list was looked at
access-by-family = family
access-by-node = node
access-by-registrar = registrar { $user }
document-none = There is no document { $shown } in the wallet
    .next = See which there are with `attestat wallet show`.
document-several = Several documents have the number { $shown }
    .next = Name the one that is meant: { $ids }.
title-unknown-type = A document of an unknown type
show-yes = yes
show-no = no
show-bearer = not bound to the wallet yet
show-another-key = bound to another key
show-revoked = revoked by the school
show-suspended = suspended by the school
show-replaced = replaced by { $newer }
show-none = The wallet holds no documents yet. To fetch them: attestat wallet sync
show-heading-id = id
show-heading-portfolio = portfolio
show-heading-document = document
show-whole = { $id }  { $head }
    {"  "}in the wallet since { $received }; each field is shown by its name after --show:
backup-copy = An encrypted copy lies at { $keeper } ({ $size } KiB). Only the 24 words open it.
backup-kept-until = It is kept until { $day }; the same command keeps it longer.
backup-left-out = Left out for want of room, outside of the portfolio first: { GROUPED($count) } { $count ->
        [one] document
       *[other] documents
    }.
backup-keeper-permitted = Its node gave the permit too, and knows whose copy it is, not what is in it.
backup-not-in-roster = The roster does not name this node: note its whole address on the recovery sheet, and give it to `wallet recover --from` too.
backup-no-such-copy = The wallet knows of no copy at "{ $shown }"; nothing was dropped
    .next = Name one of these, or leave --at out for all: { $known }.
backup-dropped = Copies dropped at: { $list }
recover-restore-first = Make it again from the 24 words first: `attestat wallet restore --child NAME`; or name the right folder with `--wallet DIR`.
recover-bad-hash = The hash given with --roster-hash is not 64 hex digits
    .next = Copy it whole, as the consortium published it.
recover-no-node = No node was named
recover-another-history = The folder follows the roster { $held }, and { $named } is not one that came before or after it
    .next = Compare the hash with the consortium's once more. For another consortium make a second folder: `attestat wallet restore --child NAME --wallet SECOND`.
recover-another-roster = The node works by the roster { $found }, and the one to be believed is { $named }
    .next = Ask another node, or compare the hash with the consortium's once more.
recover-records = { $registry }: { GROUPED($count) } { $count ->
        [one] record
       *[other] records
    } of this child in the log.
recover-no-record = No record of this child was found.
recover-gone = { $registry } could not be asked for the documents: { $failure }
recover-copy = An encrypted copy at { $keeper } gave { GROUPED($documents) } { $documents ->
        [one] document
       *[other] documents
    } and { GROUPED($shares) } { $shares ->
        [one] share
       *[other] shares
    } that were missing.
recover-copy-older = It is older than another copy: what the family chose later counts.
recover-bad-copy = The copy at { $keeper } does not open: { $why }
recover-in-the-wallet = In the wallet now: { GROUPED($documents) } { $documents ->
        [one] document
       *[other] documents
    }, { $portfolio } of them in the portfolio. To look: attestat wallet show
recover-missing = MISSING: { $registry } has { GROUPED($count) } { $count ->
        [one] record
       *[other] records
    } more than documents are here: try again when its node or a node with a copy answers, or ask the school.
recover-not-searched = Not searched: the log of { $registry }: { $failure }
recover-alone = Only one node answered about the log of { $registry }, and one alone can leave records out: run the command again with the address of another node.
recover-not-asked = Not asked for a copy: { $keeper }: { $failure }
recover-not-indexed = Not indexed yet, so not looked at: { $count } of the newest records. Run the command again in some minutes.
share-left-out = Left out: { $id }, because { $newer } took its place and is shown.
share-day-over = { $shown } is over
    .next = Choose a later day.
share-no-day = "{ $shown }" is not a day of the calendar
    .next = Write it as 2027-08-31 or 31.08.2027.
share-no-codes = It does not fit into QR codes ({ $why }). Give the file { $file } instead.
share-too-wide = The code takes { $need } columns, and the terminal has { $have }. Widen the window or make its letters smaller, or take the picture: --qr FILE.png
share-made = Made { $file }: give it to { $to }, and to nobody else.
share-code = The same as a code: { $list }
share-codes = The same in { $count } codes, all of which are to be scanned: { $list }
share-noted = It is noted as { $id }. A shown file cannot be un-shown; to withdraw the consent: attestat shares stop { SHELL($id) }
share-not-included = { $id } is not in the portfolio
    .next = If the family wants it shown: `attestat wallet include { SHELL($id) }`.
share-not-bound = { $id } is not bound to the wallet yet, so it cannot be made out to a receiver
    .next = The school issues it again some days after the enrolment; then run `attestat wallet sync`.
share-other-holder = { $id } is bound to another key than this wallet has
    .next = Ask the school to issue it for this wallet.
share-not-enrolled = The child is not enrolled at { $registry }, so nothing there is tagged
    .next = Leave out --completeness for it.
share-impossible = This cannot be shared: { $why }
    .next = Choose other documents or fields.
share-empty-portfolio = The portfolio is empty: there is nothing to show
    .next = Put a document in with `attestat wallet include ID`.
share-already-there = { $path } is there already and is not overwritten
    .next = Name another file with `--out FILE`.
share-not-written = The file { $path } cannot be written
    .next = See whether the path is right and you may write there.
share-picture-next = Name another picture with `--qr FILE.png`.
share-endless = The consent would have no end: it is asked for until a day more than a hundred years away
    .next = Choose a day yourself with `--until DATE`, or ask the receiver for another request.
share-of-document = document { $document }: { $why }
share-damaged = it is damaged in this wallet; go back to the generation before, or restore the wallet from the 24 words
share-upgrade = it needs a newer version of this program
share-not-signed = it cannot be signed
share-count = { $count } documents were chosen; a presentation shows 1 to 32
share-year-count = { $count } yearly secrets were chosen; at most 64 go along
share-twice = documents { $one } and { $other } are the same: show it once, with all the fields that you choose
share-year-limits = With a yearly secret the receiver finds every record that this registry tagged for the child in that year: how many there are, on which days and of which class, and whether each is revoked; also those that you do not show. It shows no content of a document, no other year and no other registry. It does not show records without a tag, made before the child was enrolled. It cannot be taken back: whoever has it can look again at any time, and can pass it on.
preview-heading = { $to } will see this, for "{ $purpose }", until { $day }:
preview-far = That is { $years } years from now: a nearer day is enough for most purposes (--until DATE).
preview-year = Yearly secret of { $registry } for { $year }:
preview-replaced = REPLACED by { $newer }: better show that one.
preview-shown = shown
preview-always = always  the registry, the type, the day { $day }, its places in the log and in the status list, your key for this registry
preview-hidden = hidden  { $list }
preview-hidden-lines = { $count } { $count ->
        [one] line
       *[other] lines
    } of lists
preview-revoked = REVOKED by the school: whoever checks it sees red.
preview-suspended = SUSPENDED by the school: whoever checks it sees red until it is in force again.
share-unknown-field = the document has no field "{ $field }"; list its fields and choose from them
share-unknown-field-near = the document has no field "{ $field }"; did you mean "{ $near }"?
share-request-expired = The request ended on { $when }
    .next = Ask the receiver for a new one.
share-grant-unknown = The request asks for nothing under --grant { $shown }
share-wish = { $who } would also welcome: { $what }. Show it? [y/N]
share-offered = Also asked for, if you wish: { $what }. To show it, add --grant { $number }
share-grant-nothing = It asks for nothing optional: leave --grant out.
share-grant-only = There is only --grant 1.
share-grant-range = Give numbers from 1 to { $count }, as they are listed without --grant.
share-several-requests = Several files were given, and one of them is no picture of a code
    .next = Answer one request at a time: its file, or the pictures of all its codes.
share-not-a-request = This is not a request that can be read: { $why }
    .next = Ask the receiver for the file, or take the picture of every code again.
share-request-not-met = The request of { $who } cannot be answered yet:
    {"  "}{ $lines }
    .next = Do that and run the command again.
share-gap = { $what }: { $gap }
share-other-question = Only optional fields are asked about here
share-gap-choose = several documents would do; name one with --document: { $ids }
share-gap-not-ready = not in the portfolio, or not bound to the wallet yet; attestat wallet include { $ids }
share-gap-fields = the nearest document has no { $fields }
share-gap-none = there is no such document in the wallet; attestat wallet sync
shares-none = Nothing has been shown to anybody.
shares-heading-id = id
shares-heading-to = to
shares-heading-for = for
shares-heading-until = until
shares-heading-state = state
shares-heading-what = what
shares-year = yearly secret { $registry }:{ $year }
shares-live = in force
shares-ended = ended
shares-stopped = stopped { $day }
shares-withdrawn = Withdrew the consent { $first }. Send { $file } to { $to }: it must not use what you showed any more, and a check that is given the withdrawal says so.
    What was shown cannot be un-shown: who has the file can still read it.
shares-already-there = { $path } is there already and is not overwritten
    .next = Nothing was withdrawn: name another file with `--out FILE`.
value-label = write up to 40 letters, digits, spaces, - or _, beginning with a letter or a digit
value-year = write it as school-12.example:2026
shares-no-such = There is no such share, or several begin so
    .next = See them with `attestat shares ls`, and give more digits.
shares-no-withdrawal = the withdrawal could not be made
request-made = Request made: { $files }
    Give it to families. Check their answers with: attestat verify --request { SHELL($file) } ANSWERS
request-keep = Keep the request: without it nobody can tell an answer to it from an old one.

## The command line

line-unknown-argument = `{ $argument }` is not among the arguments of this command
line-unknown-command = There is no command `{ $command }`
line-missing-command = `{ $command }` needs one of its commands
line-missing-argument = Something is missing on the command line: { $arguments }
line-missing-value = `{ $argument }` needs a value
line-invalid-value = `{ $argument }` cannot be `{ $value }`
line-invalid-value-why = `{ $argument }` cannot be `{ $value }`: { $why }
line-too-many-values = `{ $value }` is one value too many for `{ $argument }`
line-number-of-values = `{ $argument }` needs another number of values
line-no-equals = `{ $argument }` and its value are joined by an equals sign
line-not-utf-8 = A word of the command line is not valid UTF-8
line-twice = `{ $argument }` may be given once only
line-conflict = `{ $argument }` cannot be used together with `{ $other }`
line-near = Perhaps `{ $near }` was meant; the same command with `--help` lists all of them.
line-values = It is one of: { $values }.
line-help = The same command with `--help` says how it is used.

## Help

help-usage = Usage:
help-commands = Commands:
help-arguments = Arguments:
help-options = Options:
help-word-options = OPTIONS
help-word-command = COMMAND
help-default = [default: { $value }]
help-values = [possible values: { $values }]
help-value-age = AGE
help-value-date = DATE
help-value-dir = DIR
help-value-dir-unix-path = DIR|unix:PATH
help-value-entry = ENTRY
help-value-evidence = EVIDENCE
help-value-field = FIELD
help-value-field-value = FIELD=VALUE
help-value-file = FILE
help-value-files = FILES
help-value-file-dir = FILE|DIR
help-value-hash = HASH
help-value-heading-field = HEADING=FIELD
help-value-id = ID
help-value-index = INDEX
help-value-join = JOIN
help-value-keep = KEEP
help-value-key = KEY
help-value-kind = KIND
help-value-language = LANGUAGE
help-value-letter = LETTER
help-value-level = LEVEL
help-value-log = LOG
help-value-name = NAME
help-value-node = NODE
help-value-origin = ORIGIN
help-value-path = PATH
help-value-person = PERSON
help-value-reason = REASON
help-value-receipt = RECEIPT
help-value-ref = REF
help-value-registry = REGISTRY
help-value-registry-year = REGISTRY:YEAR
help-value-roster = ROSTER
help-value-rows = ROWS
help-value-sheet = SHEET
help-value-shell = SHELL
help-value-size = SIZE
help-value-text = TEXT
help-value-type = TYPE

## Exit codes

exit-heading = Exit codes (worst wins: red > grey > amber > green):
exit-done = done, green or clean; a safe rerun that found everything done, too
exit-internal = the program itself failed: tell whoever runs it
exit-usage = the command line, or a file or folder that it names, cannot be used: missing, there already, or not what it must be; several pupils are meant; or a question was not answered with yes. Nothing was done
exit-red = red: two histories were signed, or a check or an audit has a finding: do not rely on it
exit-grey = grey: a file is not readable as a document
exit-listed = everything is as a receipt records it, and it lists a file that is not green
exit-amber = amber: genuine with a gap, an audit that could not look at everything, or a document left out of an export
exit-bad-rows = rows of a sheet cannot be issued; nothing was issued
exit-config = what the program keeps is missing or wrong: settings, keys or rosters in the folder of a node, a consortium, a wallet or of trust
exit-in-use = another program works in the folder
exit-unreachable = a node does not answer or went away, or the level was not reached: run the same command again, which is safe

## Help: every command, with its arguments as attributes

help-shared = Arguments that many commands have
    .json = Give the result as one JSON object with a schema name
    .lang = Speak this language, else the locale's, else English
    .help = Print help
    .version = Print version
    .roster = Folder of the roster
    .registries = Ids of registries
    .yes = Do not show the documents, and do not ask
    .folder = Folder of the family's wallets [default: attestat/wallet in the user's data folder]
    .trust = Folder of the pinned roster, heads and status files [default: attestat/trust in the user's data folder]
    .sheet = File for the recovery sheet: .html for a page to print, any other ending for text
    .worksheet = Worksheet of a workbook in which several hold a table
    .wait = Level to wait for [default: witnessed where the roster names cosigners, else local]
    .profile = What the headings of this school mean, as `attestat template profile` makes it; what is learnt is added to it after a run with --commit
    .map = What one heading means: a field or heading of `attestat template`, `mark: SUBJECT`, or # to leave the column out
    .set = What is the same in all rows and stands in no column, such as "Руководитель=Примеров П. П."
    .as_written = Rows that are unlikely and right as they stand on the paper
    .hidden_too = Read rows that are hidden, filtered away or crossed out, too
    .node = Folder or socket of the school's own running node [default: the variable ATTESTAT_NODE, or the folder that the command is run in]
    .registry = Id of the registry, where the node hosts several
    .id = Ids of the documents: the numbers in their files' names
    .all = Every document of the wallet
    .reason = Why; it is public, so it is a code and never a text
    .pupil_ref = The school's own number of the pupil, as in the sheets
    .document = Id of any document of the pupil
    .person = Name and birth date, where the school has no numbers: "Фамилия;Имя;Отчество;DD.MM.YYYY"; whoever has one name only: "Имя;одно имя;;DD.MM.YYYY"
    .child = Which child, as named when the wallet was made; may be left out for an only one
    .passphrase_file = File with the passphrase, readable by you alone [default: the variable ATTESTAT_PASSPHRASE, or a question]
    .file = Files with evidence, as audits, updates and nodes keep them
    .origin = Log, such as school-12.example/1
help = A registry of pupils' certificates and achievements that no one has to be trusted to keep
help-roster = Consortium: who may issue, with which keys, and who cosigns
help-roster-init = Make a folder with a governor's key and an empty roster
    .dir = The folder to make
    .name = Name of the governor, such as pilot.example
    .governors = How many governor keys to make here; 0 for a secretary who is no governor
    .others = Public key of a governor elsewhere, as their `roster init` printed it
    .threshold = How many governors must sign a version [default: more than half]
    .valid_for = How long a version holds: 365d, 52w
help-roster-add = Take the entry.toml of schools into the next version
    .entry = Files entry.toml, as `attestat-node init` wrote them
    .quorum = How many mirrors of other organisations must confirm a head [default: so many of the n that two quorums share an honest one although f = (n - 1) / 3 lie: more than (n + f) / 2]
help-roster-suspend = Let registries issue nothing for now; their documents are amber
help-roster-close = Let registries issue nothing any more; their documents stand
help-roster-reopen = Let suspended or closed registries issue again
help-roster-remove = Take registries, cosigners or governors out
    .names = A registry's id, or the name of a cosigner or governor
help-roster-renew = Let the next version hold from today
    .valid_for = How long it holds from today: 365d, 52w [default: as long as the version before]
help-roster-cut = Cut a log that forked or whose key was stolen
    .from = Evidence of a fork, or the head or status file at which the log is cut; with --log a node that shows one
    .log = Cut this log where the node has it: at its newest status file or head that a quorum confirmed
    .offline = Ask no node whether the log was there; whoever has a network must have
help-roster-diff = Show what the next version changes, or how two files differ
    .files = Two roster files; or one folder
help-roster-sign = Show the difference, ask, sign it with the governors' keys, and print the hash to pin
    .roster = Folder of the roster, or the file in it that is to be signed
    .keys = Key of a governor [default: every governor-*.key in the folder]
    .hash = Sign only what has this hash, whole or as the 25 digits that were read out
    .offline = Ask no node whether the log was where it is cut; whoever has a network must have
    .yes = Sign without a question
help-roster-merge = Put the signatures of governors who signed apart from each other under one text
    .files = Files roster-<n>.note as the governors sent them back
help-roster-show = Show a roster
    .roster = Folder of the roster, or a roster file
    .folder = The same, as the other commands spell it
help-trust = Everyone: whom to trust; kept in a folder: the pinned roster, cosigned heads and status files
help-trust-pin = Trust a roster, after comparing its hash with the published one
    .roster = The signed roster: the file `roster.note`
    .hash = Its hash as the consortium published it: 64 hex digits, or the 25 that are read out over a telephone
    .replace = Take it in place of a pinned roster that it does not follow
help-trust-update = Fetch newer rosters, cosigned heads and status files, and check all of them
    .from = Nodes to ask, such as https://127.0.0.1:7400; several are compared
    .files = Fetch also the proofs that these documents need: files, folders or archives that `verify` found held up
help-template = School: a sheet to fill in, to stdout
    .kind = Kind of document
help-template-profile = A profile that says what the headings of a sheet mean, to stdout; for `issue --profile`
    .sheet = A sheet of the school, with or without rows
help-issue = School: issue documents from a sheet; a dry run until --commit
    .files = Spreadsheets: .xlsx, .xls, .ods, or CSV with `,` `;` or tab in UTF-8, UTF-16 or windows-1251
    .commit = Issue; without this nothing is changed, and the node, if one is named, is only asked
    .kind = Kind of document for the rows that do not say theirs
    .out = Folder for the .attestat files
    .worksheet = Worksheets to read [default: all that are shown and hold a table]
    .same_pupil = Rows whose pupil is the one whom the node knows, although name or birth date differ
    .other_pupil = Rows whose pupil is another child than the one of the same name and birth date whom the node knows
    .not_lost = Rows that were not issued before, although the node's vault lost documents of that time
    .again = Rows to issue once more, although their documents were issued before and are revoked
    .errors = Write the sheet back with a last column that says what to fix, as .xlsx or .csv
help-registrar = School: the registrar's page in a browser of this machine
    .port = Port of this machine at which the page is [default: one that goes with the node]
    .idle = Time after which the page ends when nobody has used it
    .no_browser = Print the address, and open no browser
    .profile = File with the meanings of the headings of the school's own sheets, learned and kept
help-document = School: write document files again
help-document-export = Write .attestat files again, with the newest proofs
    .id = Ids of documents
    .all = Every document of the registry
    .out = Folder for the files
help-reissue = School: put a corrected document, or a duplicate, in the place of another; a dry run until --commit
    .id = Id of the document that is replaced: the number in its file's name
    .from = The corrected document: a sheet with one row, or a draft as JSON
    .duplicate = Issue a duplicate: it carries the word; without --from it says what the old one says
    .kind = Kind of document, where the row does not say it
    .reason = Why the old one is revoked; it is public, so it is a code and never a text
    .note = A note for the school's vault; it is never issued and never public
    .same_pupil = The pupil is the same, although name or birth date change
    .commit = Issue; without this nothing is changed
    .out = Folder for the .attestat file
help-status = School: revoke, suspend or reinstate a document
help-status-revoke = Withdraw a document for good
help-status-suspend = Withdraw a document for now
help-status-reinstate = Put a document in force again
help-pupil = School: letters for families' wallets, documents bound to them, destruction on request
help-pupil-show = Show what is held on a pupil, with the documents' ids
help-pupil-ticket = Make the letter with which a family enrols its wallet; for one pupil or a whole class
    .sheet = Every pupil of this sheet, a letter each: the sheet that documents are issued from
    .profile = What the headings of the sheet mean, as `attestat issue --profile` keeps it
    .out = File for the letter, not there yet: .html for a page to print, any other ending for text; with --sheet a folder
    .valid_days = Days until the ticket ends
    .new_pupil = The pupil may be one on whom nothing is held yet: before the first document
    .yes = Do not show the pupil, and do not ask
help-pupil-rebind = Issue again, bound to the families' keys, what waits for it since they enrolled
    .now = Do it at once; the node by itself waits some days and mixes the pupils, which protects them better
help-pupil-merge = Make two pupils one who are one child, known by name and by number
    .keep = Who remains: number:REF, document:ID or person:"Фамилия;Имя;Отчество;DD.MM.YYYY"
    .join = Whose documents, names and access log go over to the one who remains, in the same form
    .dry_run = Only show what would be done
    .yes = Do not ask
help-pupil-erase = Destroy everything personal that is held on a pupil, and write the act of it
    .out = File for the signed act of destruction
    .yes = Do not show the pupil, and do not ask
help-wallet = Family: keep a child's documents, choose what may be shown, recover from loss
help-wallet-new = Make a child's wallet: 24 words on a recovery sheet, and an encrypted file
    .yes = Do not ask three of the words back
help-wallet-open = Say what is in a wallet
help-wallet-ls = List the children of the family's folder
    .wallet = Folder of the family's wallets [default: attestat/wallet in the user's data folder]
help-wallet-passphrase = Give the wallet another passphrase
    .new_passphrase_file = File with the new passphrase, readable by you alone [default: a question, asked twice]
help-wallet-words = Write the recovery sheet again
help-wallet-restore = Make the wallet again from the 24 words; then recover fills it
    .words = File with the 24 words, readable by you alone; `-` for standard input [default: a question]
help-wallet-enrol = Redeem the school's letter
    .ticket = The letter: its file, a picture (PNG or JPEG) of its code, or the line that begins with attestat:ticket:; without it the letter's code is asked for, to be typed
help-wallet-sync = Fetch what the schools have issued since
    .refresh = Fetch every document again, with the newest proof and status
help-wallet-holdings = Show what the schools hold on the child, and who touched it when
help-wallet-show = List the documents, or show the fields of one
    .document = Number of a document, to see all of its fields
help-wallet-include = Put documents into the portfolio
    .document = Numbers of documents, as `wallet show` lists them
help-wallet-exclude = Take documents out of the portfolio; they stay in the wallet
    .document = Numbers of documents, as `wallet show` lists them
help-wallet-backup = Leave encrypted copies of the wallet on other nodes
    .to = Nodes for the copies: whole addresses, or ids of registries of the roster
    .same_node = Let the node that keeps a copy permit it too, if no other school does: it then knows whose it is
help-wallet-recover = Fill a restored wallet: needs a node's address and the roster's published hash
    .from = Addresses of nodes: one of the consortium, and any that keeps a copy of the wallet
    .roster_hash = Hash of the roster, as the consortium publishes it: 64 hex digits [default: it is shown and asked about]
help-wallet-mailbox = The encrypted copies on other nodes
help-wallet-mailbox-drop = Take the encrypted copies back from the nodes that keep them
    .at = Only the copies at these registries
help-share = Family: show chosen fields to one receiver, for one purpose, until one day
    .to = The receiver, as it names itself
    .purpose = What the receiver may use it for, in one sentence
    .until = The last day on which the receiver may rely on it: 2027-08-31 or 31.08.2027
    .show = Fields to show, as `wallet show ID` lists them: family_name, marks/Физика; ID=FIELD for one document alone, `all` for everything
    .document = Only these documents [default: every one of the portfolio that has such a field]
    .request = Answer a request: its file, or pictures (PNG or JPEG) of its codes
    .grant = Show these optional fields too, by the numbers that are listed or by name; without it each is asked about
    .completeness = Give the yearly secret of a registry, so that the receiver sees whether records were left out
    .out = File for the presentation, which must not be there yet
    .qr = Also as QR code, a picture (PNG); several, numbered, where one does not hold all
    .terminal = Also as QR code here in the terminal, where it is wide enough: up to 105 columns
    .yes = Do not ask; the preview is printed all the same
help-shares = Family: what was shown to whom until when, and how to stop it
help-shares-ls = List what was shown to whom, for what and until when
help-shares-stop = Withdraw the consent of a share: writes a signed withdrawal for the receiver
    .id = The share, as `shares ls` lists it; its first digits are enough
    .out = File for the withdrawal [default: withdrawal-<first digits>.json]
help-request = University: say what you need from families, as a file and a code
    .audience = Your name, as families will see it and as `verify --as` will demand it
    .purpose = What you need it for, in one sentence
    .need = Fields that must be shown, such as family_name, marks, marks/Физика
    .optional = Fields that may be shown
    .kinds = Of which documents; any, if not said
    .until = Until when you need it: families consent until then; 2027-08-31 or 31.08.2027
    .out = The request as a file
    .qr = The request as a QR code; where one is not enough, a number stands before the ending
help-verify = University: check documents and presentations, offline
    .path = Documents, presentations, pictures of their codes; or folders, .zip archives and .eml letters with them
    .audience = Your name: what was made for anybody else is red
    .request = Your request: what does not answer it is red
    .withdrawal = Withdrawals that families sent: files, or a folder of them
    .replay = Replay the logs of which families gave a yearly secret, from these nodes, and say what the secrets show
    .max_age = How old "not revoked as of" may be: 12h, 7d, 2w
    .details = Every check of every file, also for many
    .csv = A table for a spreadsheet, one row a file
    .json_lines = One JSON object a file, one a line
    .receipt = What was checked, against what and when, to keep
    .key = The key that signs the receipt, from `attestat receipt key`
help-receipt = University: the key that signs receipts, and receipts checked
help-receipt-key = Make the key that signs your receipts
    .name = Your name on receipts, such as admissions.university.example
    .out = The secret key; its public half is written beside it as FILE.pub
help-receipt-check = Check a receipt, and whether files and all that their verdicts rested on are as it records them
    .receipt = The receipt
    .key = The verifier's public key: the line that `receipt key` printed, or its file
    .path = The files, folders or archives that were verified
    .request = The request that was used
    .withdrawal = The withdrawals that were given: files, or a folder of them
    .trust = A copy of the folder of trust as it was then
help-audit = Auditor: replay the logs of nodes and compare them
    .node = Nodes to audit, such as https://127.0.0.1:7400; several are compared
    .every_seal = Check every seal, and not only the last one of each key
    .max_age = Longest time since the newest head was confirmed: 12h, 7d, 2w
    .evidence = Also write the evidence of forks to this folder [default: the folder of trust alone; without a roster, none]
help-fork = Everyone: evidence that a log was signed in two histories
help-fork-check = Check evidence by the pinned roster, and say what it shows
help-fork-import = Put evidence that holds into the folder of trust: from then on it counts in every verdict
help-fork-report = Tell nodes: they check it, stop following the log, and pass it on
    .to = Nodes to tell, such as https://127.0.0.1:7400
help-page = Everyone: the pages for browsers as files
help-page-checker = The checker as one HTML file, which needs no network and stores nothing
    .out = The page
    .without_roster = Put no roster into it: whoever opens it chooses one, and compares its hash
help-log = Everyone: the public records of a node
help-log-ls = List the logs of a node
    .node = Node to ask, such as https://127.0.0.1:7400
help-log-show = Show records in words
    .node = Node to ask, such as https://127.0.0.1:7400
    .index = Index of the first record to show
    .count = How many records
help-log-proof = Give the proof that a record is in its log, in the form of C2SP tlog-proof
    .node = Node to ask, such as https://127.0.0.1:7400
    .index = Index of the record
    .size = Size of the checkpoint to prove it in [default: the newest published one]
help-status-of = Everyone: whether a node answers, how far its logs are and whether it may write
    .node = Node to ask, such as https://127.0.0.1:7400
help-completions = Completions for a shell, to stdout
    .shell = The shell
help-help = Print this message or the help of a command
help-of-wait-local = Durable on the node
help-of-wait-witnessed = Confirmed by a quorum of other organisations
help-of-wait-mirrored = Also held and served by those that confirmed it
help-of-reason-superseded = A corrected document or a duplicate took its place
help-of-reason-issued-in-error = The document should not have been issued
help-of-reason-document-lost = The document was lost
help-of-reason-unspecified = Not said
help-of-reason-key-compromised = A key was stolen
help-of-kinds-basic = Аттестат об основном общем образовании
help-of-kinds-secondary = Аттестат о среднем общем образовании
help-of-kinds-achievement = An achievement in education, culture or sport

## Values that are typed

value-age-unit = write a number and one of s, m, h, d, w, such as 7d
value-age = write a number and a unit, such as 7d
value-age-too-long = that is longer than a hundred years
value-origin = write the name of a log as lists show it, such as school-12.example/1
value-document = a document's id is the number in its file's name, such as 1048577
value-pupil = write it as number:REF, document:ID or person:"Фамилия;Имя;Отчество;25.06.2009"
value-person = write it as "Фамилия;Имя;Отчество;25.06.2009"; the third part may be empty, and the day lies from 1900 to 2199

## The node's commands

help-node = The node that a school runs: hosts registries, mirrors others' and cosigns what it has checked
help-node-shared = Arguments that many commands of the node share
    .dir = The data folder
help-node-init = Make a node: keys, the genesis record of its registry, settings and a roster entry to hand in
    .dir = The data folder to make; it must not exist
    .id = Id of the registry, such as school-12.example.org: a name that is yours; it never changes
    .name = The school's name, as verifiers will read it
    .organisation = The organisation that runs the node; mirrors of the same organisation do not count for its logs [default: the name]
    .region = The school's region
    .classes = What it issues: achievement, certificate or digest; may be given more than once [default: all three]
    .node_name = Name of the node [default: the id]
    .listen = Where peers, families, verifiers and auditors connect, by TLS; 0.0.0.0:7400 listens to the world
    .url = Where others reach that, as families and the roster are told, such as https://node.school-12.example:7400 [default: https://<listen>]
help-node-run = Run the node until it is told to stop (SIGTERM, or Ctrl-C)
    .recover = Make a lost or damaged sign guard anew, at the newest head that the mirrors know; needed once
    .without_cosigners = Write although cosigners do not answer, and put the reason on record. On an old copy of the data folder this would end the log
    .accept_day = Let records be dated up to this day although nobody else confirms that it is so late, and put the reason on record; needed once after a long pause. On a wrong clock this would date the log ahead
help-node-config = Look at a node's settings
help-node-config-check = Check settings, keys, guards and roster without starting anything
help-node-pin = Put a signed roster in force, after comparing its hash with the published one
    .dir = The data folder of a stopped node
    .roster = The signed roster
    .hash = Its hash as the consortium published it: 64 hex digits, or the 25 that are read out over a telephone
    .accept_roster = Put a roster in force that is older than the one in force, or another one of its version, and put the reason on record. What the newer one withdrew would count again
help-node-tls = Print the node's address with the fingerprint of its TLS key; makes that key if there is none
help-node-audit = Replay every log of a stopped node from its disk and say what is wrong
    .dir = The data folder of a stopped node
    .every_seal = Check every seal, and not only the last one of each key, and the derived indexes
    .json = Print the report as JSON, schema attestat.audit/2
help-node-vault = Back up or restore the vault (never the log: it is recovered from its mirrors, not from a copy)
help-node-vault-backup = Write the vault of a stopped node to a new file; it is worthless without keys/vault.key
    .file = The file to make; it must not exist
help-node-vault-restore = Put a backup into the empty vault of a stopped node that has the same keys/vault.key
    .file = A file that `vault backup` made
help-node-vault-check = Compare the vault with its witness and with the logs: is it the one that was here last, and what does it lack?
help-node-vault-accept = Issue again from a vault that is in doubt, when no newer backup is left: what it lacks is given up
    .reason = Why, for the record; it names nobody
help-node-completions = Completions for a shell, to stdout
    .shell = Which shell
help-node-logs = Logs go to stderr; RUST_LOG=debug says more.
help-value-address = ADDRESS
help-value-class = CLASS
help-value-organisation = ORGANISATION
help-value-region = REGION
help-value-url = URL
help-value-yyyy-mm-dd = YYYY-MM-DD
node-exit-heading = Exit codes:
node-detail = { $why }
node-output-lost = the result cannot be written: { $why }
node-path = { $path }: { $why }
system-missing = { $why }
system-denied = { $why }
system-exists = { $why }
system-folder = { $why }
system-not-a-folder = { $why }
system-read-only = { $why }
system-full = { $why }
system-not-text = { $why }
system-in-use = { $why }
system-other = { $why }
system-not-here = { $why }
node-folder-missing = there is no folder { $folder }; name the node's folder, or make one with `attestat-node init`
node-folder-not-a-node = { $folder } is not a node's data folder: it has no node.toml. Make one with `attestat-node init`
node-folder-exists = { $folder } exists already; a registry is made once, so `init` needs a folder that does not exist
node-folder-in-use = the data folder { $folder } is in use by another process; stop that one first (a running node holds its folder)
node-config-too-large = { $path } is larger than 1 MiB, which no settings file is
node-config-not-toml = node.toml is not TOML: { $why }
node-config-by-hand = node.toml is not TOML: write roster_hash = "{ $hash }" into it by hand
node-config-section = node.toml, { $fault }
node-config-reserved-id = a registry cannot have the id { $id }: its key would lie in the file of another key of the node. Choose another id
node-config-forgotten = node.toml names no registry of the sign guard { $guard }, so that a log that was written here would be forgotten. Put its [[registry]] table back; if the registry has moved to another node, move that file out of the folder
node-secret-missing = the secret file { $path } is missing; put it back from where you keep copies of your keys
node-secret-open = the secret file { $path } can be read by others (mode { $mode }). Close it: chmod 600 { $path }
node-secret-malformed = { $path } is not { $expected }; put it back from where you keep copies of your keys
node-secret-signing-key = an unencrypted Ed25519 key in PKCS#8 (PEM or DER), as `openssl genpkey -algorithm ed25519` makes it
node-secret-vault-key = a vault key: 32 bytes
node-secret-exists = { $path } exists already; a key is never overwritten
node-secret-not-written = the key for { $path } could not be written as PKCS#8
node-secret-no-randomness = the operating system gives no random numbers, so no key can be made
node-tls-no-key = the secret file { $path } is missing, and without it nobody can be spoken to. Put it back from where you keep copies of your keys, or make a new one: attestat-node tls { SHELL($folder) }
node-tls-certificate = no certificate can be made for the node's TLS key: { $why }
node-tls-setup = TLS cannot be set up: { $why }
node-tls-no-address = node.toml does not say where others reach this node: set public_url = "https://host:port", with the host and port that they use
node-name = node.toml: `name`: { $why }
node-bad-key-name = { $name } cannot name a key: no spaces, no '+', 1 to 255 bytes
node-roster-read = the roster { $path } cannot be read: { $why }. Name the right file, or put the signed roster back there: it is in the copy that you keep apart, and the consortium has it
node-roster-bad = { $path }: { $why }. Ask the consortium for the signed roster and its hash, and compare both
node-roster-older = this is version { $given } of the roster, and the newer version { $held } is in force here: keys, classes and cuts that it changed would count as they did before. Ask the consortium for its newest version. If this one is to be in force all the same, give --accept-roster and a reason, which goes on record
node-roster-same-version = another roster of the same version { $version } is in force here, with the hash { $hash }: one of the two is not what the consortium published, its governors signed two, or it is another consortium. Compare both hashes with the consortium. If this one is to be in force, give --accept-roster and a reason, which goes on record
node-roster-stranger = this roster of version { $given } does not follow version { $held }, which is in force here: too few of that one's governors signed it, and no chain of versions leads to it. Ask the consortium for the versions between and pin them one after the other. If it is another consortium, or you compared the hash with people whom you know, give --accept-roster and a reason, which goes on record
node-roster-no-record = the reason cannot be put on record in `evidence`: { $why }. Nothing is changed; make room there, or see to the folder's owner, and pin it again
node-roster-not-a-note = the roster is not a signed note: { $why }
node-roster-not-toml = the roster's text is not TOML: { $why }
node-roster-twice = { $name } appears twice; every key has one role and every name one owner
node-roster-policy = quorum: { $why }
node-roster-not-pinned = this roster's hash is { $given }, not the pinned { $pinned }
node-roster-other-digits = this roster's hash is by telephone { $given }, not { $told }
node-roster-too-few-signed = { $signed } of the { $needed } governors that { $whose } needs have signed
node-roster-this-version = this version
node-roster-version-before = the version before
node-roster-cut-loosened = it loosens the cut of { $log }, and a cut only tightens
node-roster-not-next = this roster does not follow the version before it: { $why }
node-store-damaged = stored data is damaged: { $what }; recover the log from its mirrors (attestat-node run DIR --recover)
node-store-index = stored data is damaged: { $what }
node-store-head = stored data is damaged: the published head `{ $what }`
node-store-chain = { $why }
node-store-no-record = record { $index } does not exist; the log has { $size } records
node-store-older-than-guard = the log has { $size } records, but { $sealed } were sealed once: this data folder is older than the last run. Nothing is sealed; recover the log from its mirrors (attestat-node run DIR --recover)
node-store-not-what-was-sealed = the log's root at size { $size } is not the one that was sealed; nothing is sealed. Recover the log from its mirrors
node-store-not-this-root = the head of size { $size } has another root than the log that is stored here
node-store-wrong-key = the registry's key is not the one that the log says is in force
node-store-seal-first = the log is sealed up to size { $size } only: seal every batch with the old key before the key is rotated
node-store-slot-stands = slot { $slot } has an award in the log already, and a slot is given once
node-store-status-unchanged = document { $slot } has this status already
node-store-status-final = document { $slot } is revoked, and a revocation is final
node-store-other-log = the batch does not continue the log { $log }: it was checked against another one
node-store-forked = two histories of this log were signed, and the evidence is kept with it; nothing more is written. The consortium has to cut the log, and the registry goes on in its next generation
node-store-no-log = no log { $log } is kept here
node-store-log-exists = the log { $log } is there already
node-engine-open = the database { $path } cannot be opened: { $why }
node-engine-missing = there is no database in { $path }
node-engine-in-use = the data folder { $path } is in use by another process
node-engine-read = a stored value in `{ $family }` cannot be read: { $why }
node-engine-write = a write to disk failed, so nothing more is written until a restart: { $why }
node-engine-not-rewritten = the files of `{ $family }` are not all rewritten: { $file } is still there; this is tried again later
node-engine-stopped = writing stopped after an earlier failure: { $why }
node-engine-no-space = the disk of { $path } is full; free some space and start the node again ({ $why })
node-engine-disk-full = only { $free } MiB are free in the data folder's disk and { $reserve } MiB are kept in reserve; free some space and start the node again
node-guard-missing = the sign guard { $path } is missing, so nothing may be sealed; recover the log from its mirrors (attestat-node run DIR --recover)
node-guard-damaged = the sign guard { $path } is damaged, so nothing may be sealed; recover the log from its mirrors (attestat-node run DIR --recover)
node-guard-other-log = the sign guard { $path } belongs to the log { $log }
node-guard-exists = the sign guard { $path } exists already; a registry is made once
node-guard-write = the sign guard cannot be written, so nothing more is sealed until a restart: { $why }
node-guard-witness = the vault's witness cannot be written, so nothing more is sealed until a restart: { $why }
node-guard-reads-only = the log is open for reading only; nothing is sealed
node-guard-not-forward = the sign guard stands at size { $held }; it cannot go to { $asked }
node-commit-wrong-base = the batch was made for a log of { $given } records; the commit log stands at { $expected }
node-commit-damaged = the commit log's entry at size { $size } is damaged; recover the log from its mirrors
node-commit-reads-only = the log is open for reading only; nothing is committed
node-ledger-damaged = the ledger cannot be opened: { $why }. Keep a copy of the data folder; then `attestat-node run DIR --recover` sets the whole ledger aside, as ledger.set-aside-N, and pulls every log again from the other nodes. Records of your own that no mirror holds are only in what is set aside
node-vault-unopened = the vault cannot be opened: { $why }. Keep a copy of the data folder and look at the disk; then move DIR/vault away and put the newest backup back: `attestat-node vault restore DIR FILE`. Without a backup the node starts with an empty vault, and issues nothing until you decided (`attestat-node vault check DIR`)
node-vault-damaged = vault entry { $entry } does not decrypt: it is damaged, or the vault key is not the one it was made with; restore the vault from a backup
node-vault-wrong-key = this vault was made with another vault key; put back the key file that belongs to it
node-vault-no-randomness = the operating system gives no random numbers, so nothing can be encrypted
node-vault-too-long = the document is { $length } bytes long; the vault takes at most 296,960
node-vault-pupil-erased = a pupil was erased while a document was made for them; the document was not written
node-vault-not-remembered = what was held on the pupil is destroyed, and that it is cannot be written beside the vault's witness, so that a backup from before would bring it back: { $why }
node-vault-backup-unusable = the backup cannot be used: { $why }
node-vault-backup-ends = it ends too early
node-vault-backup-damaged = it is damaged
node-vault-backup-other-version = it is not a vault backup of this version
node-vault-backup-not-whole = it was cut short, damaged, or made with another vault key
node-vault-backup-not-empty = this vault already holds something, and a backup is put into an empty one: with the node stopped, move DIR/vault away and restore again
node-vault-backup-unwritten = the backup cannot be written: { $why }
node-vault-backup-stopped = stopped before it was whole; nothing of it is left
node-vault-no-more-tags = a pupil has no more tags in this year
node-vault-actor-too-long = the name of who did it is longer than 128 bytes
node-vault-mailbox-too-long = the mailbox is { $length } bytes long; a mailbox takes at most 1,048,576
node-vault-mailboxes-full = the mailboxes kept here take all the room that `mailbox_mib` in node.toml gives them
node-doubt-behind = the vault is an older one, or its end is lost: at least { $writes } of its writes are missing
node-doubt-missing = the vault is empty, and documents were issued from here before
node-doubt-uncounted = the vault is an older one, from before its writes were counted
node-doubt-another = the vault is not the one that was here last: another one, or a copy that went on by itself
node-doubt-torn = a part of the vault (`{ $family }`) is older than the rest
node-doubt-outrun = the vault and its witness are from an old copy of the folder: the log went on without them
node-doubt-no-witness = the vault's witness (guard/vault) is missing, so that nobody knows how far the vault was
node-doubt-damaged-witness = the vault's witness (guard/vault) is damaged, so that nobody knows how far the vault was
node-closed-cut = version { $version } of the roster cut this log at { $size } records, so nothing that is added to it counts. What was issued up to the cut stands; the guide for schools says under "After a cut" how to go on
node-closed-forked = the key of this registry signed two histories of its log, and the evidence is kept with it: a second copy of this node runs, or the key is in other hands. Nothing more is written; find the copy, keep this folder, and tell the consortium, which has to cut the log
node-closed-damaged = its log on this disk is damaged, as the node's log says. Keep a copy of the data folder and look at the disk; then stop the node and start it once with `attestat-node run DIR --recover`, which sets the damaged log aside and pulls it again from the mirrors; what no mirror holds stays where it is, and is named
node-log-damaged = its log on this disk is damaged ({ $why }). `attestat-node run DIR --recover` sets the damaged log aside and pulls it again from the mirrors; what no mirror holds stays where it is, and is named
node-serve-listen = cannot listen on { $address }: { $why }. Another program may have the port; choose another `listen` in node.toml
node-web-listen = cannot listen on { $address }: { $why }. Another program may have the port; choose another `web_listen` in node.toml
node-web-no-certificate = there is no certificate in PEM in the file of `web_certificate`; name the chain, the certificate of this node first
node-web-no-key = there is no private key in PEM in the file of `web_key`; name the key that belongs to the certificate
node-web-pair = `web_certificate` and `web_key` do not belong together: { $why }
node-web-tls = TLS cannot be set up: { $why }
node-serve-ended = serving ended: { $why }
node-socket-too-long = the socket's path { $path } is longer than 107 bytes; set a shorter `registrar_socket` in node.toml, such as /run/attestat/node.sock
node-socket-in-use = another process listens on { $path }; set another `registrar_socket` in node.toml
node-socket-not-a-socket = { $path } exists and is not a socket; move it away or set another `registrar_socket` in node.toml
node-socket-no-group = node.toml: `registrar_group` is { $group }, and { $file } has no such group; write its number if it comes from elsewhere
node-socket-path = the socket { $path }: { $why }
node-socket-group = the socket { $path } cannot be given to the group { $group }: { $why }. The user who runs the node must be a member of it
node-run-system = the node cannot start: { $why }
node-run-stopped = the node stopped: { $why }
node-line-id = { $why }
node-line-listen = { $why }
node-line-url = { $why }
node-line-class = write achievement, certificate or digest
node-line-hash = a roster's hash is 64 hex digits, or 25 digits by telephone
node-line-reason = a reason is one line of at most 1,000 bytes
node-line-accept-day = --accept-day takes a day such as 2027-09-01, and a reason in quotes
node-init-unreachable = nobody can connect to { $listen }: say with --url https://host:port how others reach this node
node-init-made =
    Made the registry { $log } in { $dir }
    {"  "}log key     { $key }
    {"  "}mirror key  { $mirror }
    {"  "}address     { $address }
    {""}
    Keep safe, and apart from each other:
    {"  "}{ $dir }/keys/vault.key   opens the vault; a backup of the vault is worthless without it
    {"  "}{ $dir }/keys/*.pem       sign as the registry and as its mirror, and answer in the node's place
    Never restore { $dir }/ledger or { $dir }/guard from a copy: a log is recovered from its mirrors.
    {""}
    Next:
    {"  "}1. Hand { $dir }/entry.toml to your consortium; it gives you a signed roster and the roster's hash.
    {"     "}To try it alone, be your own: attestat roster init consortium --name pilot.example
    {"                                   "}attestat roster add { SHELL($dir) }/entry.toml --roster consortium
    {"                                   "}attestat roster sign --roster consortium
    {"  "}2. Put the roster in force:      attestat-node pin { SHELL($dir) } roster.note --hash HASH
    {"  "}3. Run the node:                 attestat-node run { SHELL($dir) }
node-pin-done =
    Roster version { $version } is in force from the next start, until { $expires }: registries { $registries }, cosigners { $cosigners }
    {"  "}hash { $hash }
    {"  "}by telephone { $digits }
    Next: attestat-node run { SHELL($dir) }
node-pin-recorded = The reason is on record in { $folder }.
node-tls-address =
    Others reach this node, and know it by its key, at
    {"  "}{ $address }
    It stands in { $entry } too. If the roster says another one, hand that file in again: attestat roster add { SHELL($entry) }
node-progress = { $done } of { $total } records, { $speed }, { $left } left
node-backup-no-vault = { $vault } holds no vault, so there is nothing to write; put the newest backup back with `attestat-node vault restore`
node-backup-inside = { $file } lies in { $folder }, which would be lost with the vault; name a file outside of the data folder
node-backup-exists = { $file } exists already; a backup never replaces one, so choose another name
node-backup-done =
    Wrote { $count } entries of the vault to { $file }
    Keep { $dir }/keys/vault.key apart from it: together they open every document.
node-backup-in-doubt = no backup is written, since it would lack what the vault lacks and be newer than the good ones: { $doubt }. Keep every backup that you have; `attestat-node vault check { SHELL($dir) }` says what is missing and what to do. To keep the vault as it is now, copy { $dir }/vault
node-restore-done = Restored { $count } entries of the vault from { $file }
node-restore-doubt =
    Nothing is issued from it before you decide: { $doubt }.
    See what is missing: attestat-node vault check { SHELL($dir) }
node-destroyed-again = Destroyed again what it held on { $n } { $n ->
    [one] pupil who was erased since
   *[other] pupils who were erased since
}, as guard/destroyed says
node-destroyed-unknown = Whoever was erased since is held again, because guard/destroyed is missing or damaged: run `attestat pupil erase` again for every act of destruction that is newer
node-vault-returned = Of the pupils in it { $count } were erased, as guard/destroyed says: `vault accept` destroys again what it holds on them.
node-vault-more = … { $count } more, all older
node-vault-settled = The vault is the one that was here last, or was accepted in its place. What follows needs nothing done.
node-vault-given-up = { $registry }: not in it since it was accepted: { GROUPED($awards) } { $awards ->
        [one] document
       *[other] documents
}, of { $first } to { $last }
node-vault-in-doubt =
    IN DOUBT: { $doubt }. Nothing is issued from it.
    { $what }: attestat-node vault accept { SHELL($dir) } --reason TEXT
node-vault-is-behind =
    The log has documents from behind its end, so a newer backup may be left: move { $dir }/vault away and put that back (attestat-node vault restore { SHELL($dir) } FILE).
    If there is none
node-vault-is-not-behind =
    The log has no document from behind its end: as far as the log shows, no document is missing.
    To issue from it
node-vault-explains = { $registry }: the vault explains all { $awards } awards of the log that are no anchors.
node-vault-unexplained = { $registry }: of { $awards } awards that are no anchors the vault does not explain { $unexplained }, { $revoked } of them revoked. { $behind } stand behind everything that it explains: if its end is lost, they are what is missing. The others are documents of pupils who were erased, or records that were never anybody's. The log does not say which, nor whose they are. The newest first:
node-vault-award = { $day }  document { $slot }  record { $index }
node-vault-award-revoked = { $day }  document { $slot }  record { $index }  revoked
node-accept-reason = a reason is one line of at most 1,000 bytes; it is kept with what is given up
node-accept-nothing = The vault is the one that was here last: there is nothing to accept.
node-accept-not-recorded = nothing is accepted, because the reason cannot be put on record: { $why }
node-accept-done =
    Accepted: { $doubt }. { $given_up } awards of the log stay unexplained; they and the reason are kept in { $folder }.
    The next start issues again. What was issued and is not in this vault would be issued a second time: the registrar is asked about each row that may be one of those documents.
node-accept-log-not-whole = the log of { $registry } is not whole, so that nobody can say what the vault lacks: { $why }. Recover the log first (attestat-node run { SHELL($dir) } --recover), stop the node, and decide then
node-check-passed = ok       { $what }
node-check-note = note     { $what }: { $note }
node-check-problem = problem  { $what }: { $why }
node-check-settings = settings (node.toml)
node-check-socket = registrar's socket
node-check-vault-key = vault key
node-check-ledger = ledger
node-check-vault = vault key and vault
node-check-witness = vault's witness
node-check-tls-key = TLS key
node-check-web-certificate = certificate of the pages
node-check-address = address for others
node-check-mirror-key = mirror key
node-check-roster = roster
node-check-roster-in-force = roster in force
node-check-key = key of { $registry }
node-check-guard = sign guard of { $log }
node-check-log = log { $log }
node-check-listed = { $log } in the roster
node-check-mirror-listed = mirror key { $name } in the roster
node-check-address-listed = address of this node in the roster
node-check-running = running node, { $code }
node-check-running-log = running node, log { $log }
node-check-cut = nothing more is written into it: { $why }
node-check-in-use-by-node = in use by a running node, not looked at; stop it to have it checked
node-check-in-use = in use by another process, not looked at; stop it to have it checked
node-check-doubt = { $doubt }. Nothing is issued until you decided; `attestat-node vault check` says more
node-check-no-witness-yet = there is none yet; the next start makes it
node-check-no-ledger = there is none in { $path }: the registry is read only until its log is pulled from the mirrors (attestat-node run DIR --recover)
node-check-index-mended = { $why }; the next start builds the index again
node-check-copy-pulled = { $why }; the next start sets this copy aside and pulls it again
node-check-head-unread = the published head cannot be read; the next head that is published takes its place
node-check-status-head-unread = the published head with statuses cannot be read; the next head that is published takes its place
node-check-standing-unread = the standing that was kept cannot be read; the next start drops it and judges anew
node-check-doubt-unread = the doubt that was kept cannot be read; the next start drops it and judges anew
node-check-fork-unread = the evidence of a fork cannot be read; the next start takes it from evidence/, or sets this copy aside and pulls it again
node-check-no-public-address = `listen` is no address that others can connect to; set `public_url`, or tickets cannot be made
node-check-no-roster = none is pinned: this node neither mirrors nor cosigns, and verifiers do not know it; `attestat-node pin` puts one in force
node-check-closed = the governors have closed it: what it issued stands, it issues nothing more, and a new entry changes nothing of that
node-check-suspended = the governors have suspended it: what it issued stands, and it issues nothing until they let it; ask them
node-check-not-listed = the roster does not list it with this key, so that verifiers do not know it; hand in entry.toml
node-check-expired = it expired on { $expires }, so everything checked with it is amber; get the next version
node-check-ends-soon = it ends on { $expires }, in { $days } days; ask the consortium for the next version
node-check-other-mirror-key = the roster names another key under this name, so that its cosignatures count for nobody; put the right key back, or hand in entry.toml
node-check-mirror-not-listed = the roster does not name it, so its cosignatures count for nobody; hand in entry.toml
node-check-no-address = it is no address that others can use; hand in entry.toml as `attestat-node tls` writes it, or put the settings and keys/tls.key.pem back
node-check-other-address = others are sent to { $listed }, and this node says that it is at { $ours }; hand in entry.toml as `attestat-node tls` writes it, or put the settings and keys/tls.key.pem back
node-check-other-tls-key = it names another TLS key, so that nobody will speak to this node; hand in entry.toml as `attestat-node tls` writes it, or put the settings and keys/tls.key.pem back
node-audit-unreadable = { $path } cannot be read: { $why }
node-audit-no-doubt = it is no doubt
node-audit-unopened = the ledger cannot be opened, and nothing in this folder says whose logs are in it: { $why }
node-audit-no-records = { $log }: no record was read
node-audit-records = { $log }: { $records } records up to { $day }, root { $root }
node-audit-checked = checked      each of these records, the chain, the tree, { $snapshots } snapshots, { $seals } seals
node-audit-head = checked      published head of size { $size }
node-audit-head-confirmed = checked      published head of size { $size }, { $cosignatures } cosignatures, a quorum
node-audit-head-unconfirmed = checked      published head of size { $size }, { $cosignatures } cosignatures, no quorum
node-audit-head-none-asked = checked      published head of size { $size }, { $cosignatures } cosignatures, none asked for
node-audit-seals-skipped = not checked  { $seals } seals and the derived indexes (--every-seal checks them)
node-audit-ahead = FUTURE       { $ahead }
node-audit-not-checked = not checked  { $what }
node-audit-harmless = harmless     { $repetition }
node-audit-more-harmless = harmless     and { $count } more such repetitions
node-audit-finding = FINDING      { $finding }
node-audit-more-findings = FINDING      and { $count } more; --json lists them
node-audit-replayed = Replayed { $records } records of { $logs } logs in { $seconds } s ({ $rate } million a second).
node-audit-clean = Nothing was found.
node-audit-found = Something was found that an honest registry, an honest node and a sound disk cannot produce together. Keep this folder as it is; compare with other nodes: attestat audit
node-audit-is-ahead = Nothing speaks against the registries, but a log is ahead of the calendar: see `FUTURE` above.
node-audit-incomplete = Nothing was found, but not everything could be checked: see `not checked` above.
node-finding-record = record { $index }: { $fault }
node-fault-malformed = { $why }
node-fault-index = it says that it is record { $given }
node-fault-previous = it does not name the record before it
node-fault-day = it is dated { $day }, before the record in front of it
node-finding-gap = records { $from } to { $to } are missing
node-finding-genesis = record { $index } breaks the rule that a log begins with its own genesis and has no other
node-finding-duplicate-slot = slot { $slot } is used a second time, at or after record { $near }
node-finding-status-target = status record { $index } does not point to an award with its slot
node-finding-snapshot = status snapshot { $index } is not the state of the records below it
node-finding-rotation = key rotation { $index } is not signed by the new key
node-finding-root = the signed root at size { $size } is not the root of the records
node-finding-seal = the seal at size { $size } was not made by the key in force
node-finding-head = the published head at size { $size }: { $why }
node-head-of-another-log = it is a head of { $log }
node-head-no-key = no key is in force there
node-finding-short = the registry signed { $head } records, but only { $records } are there
node-finding-stored = stored { $what } is not what the records make it
node-finding-absent = the log is not there, although { $why }
node-expected-by-settings = node.toml names it as a registry of this node
node-expected-by-roster = the roster in force lists it
node-expected-by-guard = a sign guard here knows that { $size } records of it were sealed
node-expected-by-unreadable-guard = a sign guard of it is here
node-expected-by-head = a head of { $size } records is on record in `evidence`
node-finding-unreadable = what is known of the log cannot be read: { $why }
node-succession-other-cut = the genesis names the log { $log } at { $size } records, which is not where the roster cut that log
node-succession-forgotten = status snapshot { $index } does not carry over the status of slot { $slot }, which an earlier generation withdrew
node-succession-taken-back = status record { $index } takes back the revocation of slot { $slot } by an earlier generation
node-finding-cut-root = the records up to the roster's cut at size { $size } have another root than the cut: this is not the history that counts
node-finding-beyond-cut = { $beyond } records lie beyond the roster's cut at size { $size }: they are signed, and nothing of them counts
node-finding-fork = two histories of { $log } were signed: { $sizes }; the evidence holds both
node-fork-two-roots = two roots at { $size } records
node-fork-two-heads = a head of { $smaller } records, and one of { $larger } that does not continue it
node-ahead = records { $first } to { $last } are from the future, up to { $day }: the registry's clock was ahead, or this one is behind
node-repetition = the award of slot { $slot } stands { $times } times with every field equal, first as record { $first } and again as record { $again }: a harmless repetition after an interrupted request, and no misbehaviour
node-unchecked-records = the records from { $from } on: { $why }
node-unchecked-published-head = the published head at size { $size }, beyond where the audit stopped
node-unchecked-published-root = the root of the published head at size { $size }
node-unchecked-predecessor = where { $log } was cut: the roster at hand does not say; update the roster
node-unchecked-carried-over = whether this log carries over what the generation before it withdrew: that log was not audited up to its cut
node-unchecked-earlier-slots = that no slot of an earlier generation is used again
node-unchecked-keys = whether the log's keys are admitted: no roster was given
node-unchecked-keys-not-listed = whether the log's keys are admitted: the roster at hand does not list them for the sizes that they sign; update the roster
node-unchecked-targets = the targets of { $count } status records
node-unchecked-repeats = whether { $count } slots that are used again hold the same awards again or other ones
node-unchecked-cut-beyond = the root at the roster's cut at size { $size }: only { $held } records are here
node-unchecked-cut-root = the root at the roster's cut at size { $size }
node-unchecked-stored = stored tiles, keys and indexes: the records do not lead to them
node-unchecked-seals-of-key = seals by the key that signs from size { $size } on: there is none
node-unchecked-unsealed = { $count } batches that were not sealed yet when the node stopped
node-unchecked-committed = { $count } records that are committed; the node's next start adds them
node-unchecked-unread = records from { $from } on, which could not all be read
node-unchecked-everything = anything of this log: no record of it could be read
node-unchecked-fork = the fork evidence that is held: { $why }
node-unchecked-fork-without-roster = the fork evidence that is held: this folder has no roster
node-unchecked-doubted-head = a head of { $size } records that is in doubt: its records are not here
node-unchecked-unsigned-head = the head on record at size { $size }: no key of this log signed it
node-unchecked-recorded-head = the head on record at size { $size }, beyond where the audit stopped
node-unchecked-guard = the sign guard at size { $size }, beyond where the audit stopped

## Pages in a browser

page-not-built = This program was built without the pages for browsers.
    .next = Build it with `make`: it builds the pages first (target wasm32-unknown-unknown).
page-checker-written = { $path } is the checker, with the roster { $version } inside (until { $until }, hash { $roster }).
    SHA-256 of the page: { $hash }
    Whoever gets it by a way that others can change should compare that.
page-checker-written-bare = { $path } is the checker, without a roster.
    SHA-256 of the page: { $hash }

## The registrar's page

registrar-title = Registrar's page
registrar-heading = Registrar's page of { $registry }
registrar-node-says = The node says:
registrar-as-whom = You work as { $user }: what you do stands under this name in the pupils' access logs.
registrar-stays-here = This page is on your own computer. It ends when nobody has used it for a while.
registrar-start = Issue documents from a sheet
registrar-start-what = Choose the class's sheet, or several: .xlsx, .xls, .ods or .csv.
registrar-choose = Choose sheets
registrar-drop = Or drag them onto this page.
registrar-nothing-yet = Nothing is issued before you have seen every row and typed how many.
registrar-one-at-a-time = There is unfinished work on this page. Finish it, or save its documents, before you choose another sheet.
registrar-unread = { $file } cannot be read
registrar-other-sheets = Begin with other sheets
registrar-mistakes = { $n ->
    [one] { GROUPED($n) } mistake in the sheet
   *[other] { GROUPED($n) } mistakes in the sheet
}
registrar-mistakes-what = { $rows ->
    [one] The sheet has { GROUPED($rows) } row. Nothing is issued while there is a mistake in it.
   *[other] The sheet has { GROUPED($rows) } rows. Nothing is issued while there is a mistake in one of them.
}
registrar-sample-rows = Rows { $rows } are the sample of the template. Take them out of the sheet and choose it again.
registrar-cell = Cell
registrar-row-of = Whose row
registrar-what-is-wrong = What is wrong
registrar-right-is = What is right
registrar-mend = Read again with these corrections
registrar-save-sheet = Save the sheet with its mistakes marked
registrar-no-workbook = The sheet could not be put into a workbook. Correct the cells here.
registrar-more-mistakes = { $n ->
    [one] { GROUPED($n) } more mistake is shown once these are mended.
   *[other] { GROUPED($n) } more mistakes are shown once these are mended.
}
registrar-or-in-the-program = Your file stays as it is. To correct it in the spreadsheet program, save the marked sheet, correct it there, and choose it here.
registrar-as-written = It is right as it stands
registrar-kind = What are the documents of this sheet?
registrar-kind-do = Read them so
registrar-trying = The node looks at the rows
registrar-issuing = The documents are being issued
registrar-rows-done = { GROUPED($done) } of { GROUPED($all) } rows
registrar-may-be-closed = You may close this window: the work goes on, and stands here when you open it again.
registrar-not-yet = { $n ->
    [one] { GROUPED($n) } row cannot be issued yet
   *[other] { GROUPED($n) } rows cannot be issued yet
}
registrar-refused = { $n ->
    [one] The node does not take { GROUPED($n) } row as it stands. The sheet shows why.
   *[other] The node does not take { GROUPED($n) } rows as they stand. The sheet shows why.
}
registrar-to-the-sheet = Show it in the sheet
registrar-type-the-number = To issue, type how many documents: { $n }
registrar-another-number = Nothing was issued: the number is not the one of the documents, which is { $n }.
registrar-issue = Issue
registrar-what-issuing-is = What is issued stands in the school's log for good. A mistake is corrected later by another document.
registrar-row = Row { $row }
registrar-same-pupil = It is the same pupil
registrar-other-pupil = It is another child
registrar-not-lost = It was not issued before
registrar-rows = { $n ->
    [one] { GROUPED($n) } row, as it was read
   *[other] { GROUPED($n) } rows, as they were read
}
registrar-more-rows = and { GROUPED($n) } more
registrar-row-heading = Row
registrar-pupil = Pupil
registrar-document = Document
registrar-outcome = The node says
registrar-would-issue = can be issued
registrar-issued-before = issued before
registrar-is-asked = a question
registrar-is-refused = not like this
registrar-no-answer = no answer
registrar-level = Level reached: { $level }.
registrar-nobody-confirms = The roster names nobody who confirms this school's log: no verifier shows a green verdict.
registrar-files = { $n ->
    [one] There is { GROUPED($n) } file, for one family.
   *[other] There are { GROUPED($n) } files, each for its own family.
}
registrar-no-files = There is no file to save.
registrar-save-documents = Save the documents
registrar-saved = Saved: the browser has the archive among its downloads. Only the school and each family may have them.
registrar-leave = The documents were not saved yet
registrar-leave-what = They are issued, and their files can be had again by choosing the same sheet.
registrar-stay = Back to the documents
registrar-leave-do = Go without saving
registrar-not-tried = The node did not look at all rows
registrar-not-issued = Not every row was answered
registrar-safe-again = Asking again is safe: what was issued is known again, and not issued twice.
registrar-ask-again = Ask again
registrar-open-at = The registrar's page is open at { $address }
registrar-press-enter = The address is good for one window. Press Enter for another one; Ctrl-C ends the page.
registrar-ended = Nobody used the page for a while, and it has ended. Nothing that was issued is lost.
registrar-port-taken = The port { $port } cannot be had: { $why }
    .next = If the page of this node is open already, press Enter where it runs, and it prints an address for another window. Else choose another port with --port.
registrar-no-randomness = The system gives no randomness: { $why }
