# Messages in English. Every message stands in ru.ftl as well, in the same order (tests/tests/words.rs).
# {"{"} is a brace. A message that is two sentences, the event and the next step, has the step as its attribute .next.

## Heads of lines

error-head = error
warning-head = warning
hint-head = hint

## Counts

count-documents = { GROUPED($n) } { $n ->
    [one] document
   *[other] documents
}

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
fault-registry-id = { $text } is not a registry id: use lower-case words of a-z, 0-9, '.' and '-', joined by '/', such as school-12.example.org/main
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
draft-not-a-date = is not a day of the calendar: write it as YYYY-MM-DD, from 1900 to 2199
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
sheet-no-worksheets = a CSV file has no worksheets. Leave --worksheet out
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
sheet-as-written = Rows that are unlikely, and right as they stand on the paper: --as-written { $rows }
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
    .next = Correct the name, or make it with `attestat template profile SHEET > { $path }`.
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
issue-not-asked = Only the sheet was looked at; no node was asked. NOT checked: whether documents were issued before, whether a number was given to another one, whether a pupil's number is another child's, and whether you may issue this kind.
    To check that too, name the node: --node DIR. To issue, add --commit as well.
issue-no-such-row = { $option } names what is no row of a document in this sheet: { $rows }
    .next = Nothing was issued; give the numbers as the spreadsheet counts its rows, and of several tables the name first: 9А!7.
issue-sample-row = The template's SAMPLE row is still in the sheet: row { $rows }
    .next = Nothing was issued; delete that row, or write a pupil into it, and run the same command again.
issue-to-issue-again = To issue these rows again: --again { $rows }
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
issue-files = The files are in { $folder }; each is for its own family. What its receiver will see: attestat verify { $folder }
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
issue-if-yes = If the answer to each is yes: --same-pupil { $rows }
issue-if-not-lost = If none of them was issued then: --not-lost { $rows }
issue-nothing-issued = Nothing has been issued: { GROUPED($bad) } { $bad ->
        [one] row
       *[other] rows
} of { $rows } cannot be.
issue-is-it-yes = Row { $row }: is the answer to its question yes? [y/N]
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
person-born = { $name }, born { $born }
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
roster-made-next = Next: attestat roster add ENTRY --roster { $dir }   then   attestat roster sign --roster { $dir }
roster-made-next-elsewhere = Next: attestat roster add ENTRY --roster { $dir }   then   the governors sign: attestat roster sign --roster { $dir }
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
    .next = Look at the difference: attestat roster diff { $path } { $other }
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
    Next: attestat roster sign --roster { $dir }
roster-waits-elsewhere = Version { $version } waits for signatures.
    Next: no governor's key is here: send { $dir } to the governors, who sign it
roster-show-in-force = Version { $version } is the signed one: attestat roster show { $path }. What changes: attestat roster diff.
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
roster-expired = This version expired on { $day }
    .next = Let it hold for longer: `attestat roster renew`.
roster-signed-behind = Signed version { $version } of the roster: { $path }
    Hash: { $hash }
    Version { $newest } follows it and stays what everyone pins: { $newest_path }
roster-signed = Signed version { $version } of the roster: { $path }
    Hash to pin: { $hash }
    By telephone: { $digits }
    Publish both, the hash by another way than the file. Next:
      every node      attestat-node pin SCHOOL { $path } --hash { $hash }
      every verifier  attestat trust pin { $path } --hash { $hash }
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

## Failures, nodes and files

failure-internal-next = Try again; if it stays, report it with this message.
failure-refused = { $node }: { $what }
failure-may-be-done = { $node } went away before it answered: what was asked for may have been done
    .next = See whether the node runs (`attestat-node run DIR`) and run the same command again: it is safe, what was done is not done twice.
node-bad-answer = { $node } gave an answer that does not hold: { $why }
    .next = Ask another node, and tell the operator of this one.
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
file-too-long = { $path } is longer than the { $limit } bytes that such a file can have
    .next = See whether it is the right file.
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
code-too-long = a QR code holds at most { $max } bytes, and these are { $length }
    .next = Give the file instead.
code-not-drawn = the QR code could not be drawn: { $why }
    .next = Give the file instead.
code-not-a-picture = the picture is not a PNG or JPEG that can be read ({ $why })
    .next = Save it as one of them and try again.
code-too-large = the picture has more than { $max } pixels
    .next = Cut out the part with the code and try again.
code-none = no QR code can be read in the picture
    .next = Take it again straight on, sharp, with the whole code in it.

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
value-person = write it as "Фамилия;Имя;Отчество;25.06.2009"; the third part may be empty
