# Messages in English that crates of the pages tell: crates/web and what it is built from. Every message stands in ru.ftl as well, in
# the same order; those that no page tells stand in terminal.en.ftl (tests/tests/words.rs).
# {"{"} is a brace. A message that is two sentences, the event and the next step, has the step as its attribute .next.

## Faults of what was sent

fault-registry-id = { $text } is not a registry id: use lower-case words of a-z, 0-9, '.' and '-', joined by '/', such as school-12.example.org/main

## Rosters

roster-expired = This version expired on { $day }
    .next = Let it hold for longer: `attestat roster renew`.

## Verdicts, audits and receipts

date-unix-seconds = { $seconds } (Unix seconds)
span-seconds = { $n } { $n ->
    [one] second
   *[other] seconds
}
    .within = { $n } { $n ->
            [one] second
           *[other] seconds
    }
span-minutes = { $n } { $n ->
    [one] minute
   *[other] minutes
}
    .within = { $n } { $n ->
            [one] minute
           *[other] minutes
    }
span-hours = { $n } { $n ->
    [one] hour
   *[other] hours
}
    .within = { $n } { $n ->
            [one] hour
           *[other] hours
    }
span-days = { $n } { $n ->
    [one] day
   *[other] days
}
    .within = { $n } { $n ->
            [one] day
           *[other] days
    }
verdict-green = Genuine and in force.
    .word = green
    .counted = { GROUPED($n) } green
verdict-amber = Nothing speaks against it, but not everything could be confirmed.
    .word = amber
    .counted = { GROUPED($n) } amber
verdict-grey = This file could not be read.
    .word = grey
    .counted = { GROUPED($n) } grey
verdict-red = Do not rely on this.
    .word = red
    .counted = { GROUPED($n) } red
verdict-unknown-signer = It is not known here who signed this, so nothing that it says is confirmed.
verdict-own-roster = By { $by }'s own roster nothing speaks against it, but nobody has compared the hash of that roster.
check-pinned = the hash of the roster was compared with the consortium's
check-format = the file can be read
check-roster = the roster in hand is in force
check-issuer = the roster lists the registry and its key
check-signature = the registry signed the document
check-disclosures = every shown field is part of what was signed
check-authority = the registry may issue such documents
check-record = the record in the log is the record of this document
check-inclusion = the record is in the registry's log
check-checkpoint = the registry signed the state of its log
check-witnessed = enough other organisations have confirmed that state
check-status = the document is neither revoked nor suspended
check-validity = the document's own dates allow relying on it
check-holder = the holder of its key signed exactly what is shown
check-presentation-format = the presentation can be read, and no document is in it twice
check-together = the holders of all keys signed exactly these documents together
check-audience = it was made for you
check-replay = it answers your request and no other
check-consent = the family's consent is in force
check-withdrawal = no withdrawal that you were given takes the consent back
check-requested = everything that you need is shown
check-person = names and dates of birth are equal where two documents show them
check-is-passed = passed
check-is-failed = failed
check-is-not-checked = not checked
check-is-not-applicable = not applicable
exempt-no-cosigners-asked = the roster asks for no cosigners
exempt-no-request = no request was given to compare with
exempt-no-withdrawals = no withdrawals were given
exempt-nothing-to-compare = no two documents show the same name field or a date of birth
reason-next-again = Do not rely on it; ask for the file again, from the school itself if you can.
reason-next-ask-registry = Do not rely on the document; ask { $registry } whether it issued it.
reason-next-clock = Check the date and time of this computer.
reason-next-new-log = Do not rely on it; ask { $registry } for the document from its new log.
reason-next-program = Install the current version and check again.
    .page = Load this page anew, or get its newest copy, and check again.
reason-next-roster = Fetch the current roster with `attestat trust update` and check again.
    .page = Press “Fetch newer lists” at the top and check again; where there is no such button, choose the consortium's newest roster file.
reason-next-share-again = Do not rely on it; ask the family to share the documents with you again.
reason-next-status = Fetch the current status file with `attestat trust update` and check again.
    .page = Press “Fetch newer lists” at the top; where there is no such button, choose the consortium's newest files here, or get a newer copy of this page.
reason-next-wait = If the date of this computer is right, check again on { $day }, or ask the school meanwhile.
reason-earlier-check-failed = This was not checked, because a check before it did not pass.
    .next = See to the first reason on the list.
reason-unreadable = The { $part } cannot be read: { $detail }.
    .next = Ask for the file again, as the school or the wallet wrote it.
file-part-file = file
file-part-credential = credential in the file
file-part-record = record in the file
file-part-proof = proof in the file
file-part-checkpoint = checkpoint in the proof
file-part-presentation = presentation
reason-upgrade-needed = The document uses a format that is newer than this program.
reason-type-unknown = The document is of a type that this version does not know.
reason-roster-not-compared = The verdict is by { $by }'s own roster: nobody has compared its hash, and { $by } could have made it up.
    .next = Compare the hash of the roster with one that you got from the consortium by another way.
    .page = Press “Compare the hash” at the top, and ask the consortium for the hash by telephone.
reason-roster-expired = The roster in hand has expired, so that changes of keys and registries may be missing.
    .next = Fetch the current roster with `attestat trust update` and check again; if nodes have no newer one, ask the consortium.
    .page = Press “Fetch newer lists” at the top, or choose the consortium's newest roster file; if there is none newer, ask the consortium.
reason-roster-from-the-future = The roster in hand begins later than today.
reason-registry-unknown = The roster in hand does not list { $registry }, so nothing that it signed could be checked.
    .next = Fetch the current roster with `attestat trust update`; if it is still missing, ask the consortium.
    .page = Press “Fetch newer lists” at the top, or choose the consortium's newest roster file; if the registry is still missing, ask the consortium.
reason-log-unknown = The roster in hand does not list this part of the log of { $registry }; it may be too old.
reason-key-unknown = The key that signed is not among those that the roster in hand lists for { $registry }; it may be too old.
reason-key-not-in-force = The key that signed belongs to { $registry }, but was not the one in force at this place of its log.
reason-foreign-log = The document says that { $issuer } issued it, but its proof is from the log of { $log }.
    .next = Do not rely on it; ask { $issuer } whether it issued this document.
reason-signature-wrong = The registry's signature does not fit the document: it was changed, or forged.
reason-disclosures-wrong = A shown field is not part of what was signed: { $detail }.
reason-class-not-allowed = The roster does not allow { $registry } to issue documents of this kind.
    .next = Do not rely on the document; tell the consortium that keeps the roster.
reason-registry-suspended = The consortium has suspended { $registry }; what it issued before stands.
    .next = Ask the consortium whether this document was issued before the suspension.
reason-not-an-award = The record in the file is not the record of a document.
reason-commitment-mismatch = The record in the log is of another document.
reason-class-mismatch = The record in the log is of another class of documents.
reason-slot-mismatch = The document and its record name different places in the status list.
reason-index-mismatch = The record and the proof name different places in the log.
reason-not-included = The record is not in the log that the proof speaks of.
reason-checkpoint-not-signed = The state of the log in the proof does not carry the signature of { $registry }.
    .next = Do not rely on the document as it is; ask for the file again.
reason-log-forked = { $registry } has signed two different histories of its log.
    .next = Do not rely on any document of this log; tell the consortium and keep both files as evidence.
reason-fork-not-settled = { $registry } has signed two histories of its log, and the roster in hand does not say which records of it count.
    .next = Ask the consortium; when it has cut the log, run `attestat trust update` and check again.
    .page = Ask the consortium; when it has decided, press “Fetch newer lists” at the top.
reason-beyond-cut = The log of { $registry } was cut before the record of this document.
reason-discarded-history = { $registry } has signed two histories of its log, and this document stands in the one that the consortium discarded.
reason-cut-log = The log of { $registry } was cut, and this proof is not confirmed to lie before the cut.
    .next = Fetch the proof that a confirmed head covers it with `attestat trust update --from NODE --for FILE`, or ask for the file again with a fresh proof.
    .page = Check the file on a page that a node of the consortium serves, or ask for the file again with a fresh proof.
reason-below-quorum = { $have } of the { $needed } required cosigners have confirmed the state of the log so far.
    .next = Fetch the proof that a newer head covers it with `attestat trust update --from NODE --for FILE`; if there is none yet, check again after the other nodes have synchronised.
    .page = Check again in a few hours, on a page that a node of the consortium serves: by then the other nodes will have confirmed it.
reason-no-quorum = The roster names too few cosigners of other organisations for this registry.
    .next = Tell the consortium that keeps the roster.
reason-cosignature-wrong = A confirmation by a known cosigner does not fit: the proof was changed.
reason-revoked = The registry has revoked this document{ $as_of }.
    .next = Do not rely on it; ask the holder for the one that replaced it, or the school for the reason.
reason-suspended = The registry has suspended this document{ $as_of }.
    .next = Do not rely on it now; ask the school, and check again later.
reason-as-of = , as confirmed on { $time }
reason-status-missing = Whether the document was revoked was not checked: there is no status evidence.
reason-status-unusable = Whether the document was revoked could not be checked: { $flaw }.
status-flaw-unreadable = { $detail }
status-flaw-other-document = the status evidence is about another document
status-flaw-other-registry = the status evidence is from another registry
status-flaw-older-than-document = the status evidence is older than the document
status-flaw-signature-unconfirmed = the registry's signature on the status evidence could not be confirmed
status-flaw-too-few-cosigners = too few cosigners have confirmed the status evidence
status-flaw-cosignature-wrong = a cosignature on the status evidence is wrong
status-flaw-next-log-silent = the registry goes on in a new log, and no status from it is known here yet
status-flaw-log-not-cut = the status evidence is from a later log of the registry, and the roster does not say where the document's log ended
status-flaw-cut-not-shown = the registry goes on in a new log, and what the document's own log said at its end is not known here
reason-status-old = The document was not revoked on { $time }, which is { $age } ago; you accept { $limit }.
reason-status-from-the-future = The status evidence is dated { $time }, which has not come yet.
reason-log-ahead = The registry's log is dated { $day }, because its clock was once ahead, so how recent its word on revocation is cannot be told.
reason-record-ahead = The document was recorded under { $day }, which has not come yet: the registry's clock was ahead.
reason-expired = The document expired on { $time }.
    .next = Ask the holder for a current one; what it says about the past still stands.
reason-term-ended = What the document awards was valid until { $day }.
    .next = Ask the holder whether it was renewed; that it was awarded still stands.
reason-not-yet-valid = The document is dated { $time }, which has not come yet.
    .next = Check the date and time of this computer; if they are right, check again after that day.
reason-term-not-a-time = The document does not keep to its format: its { $claim } is not a time.
reason-term-addressed = The document does not keep to its format: it is addressed to one receiver.
reason-term-not-a-day = The document does not keep to its format: its { $claim } is not a day.
reason-term-dated-apart = The document does not keep to its format: its date is not that of its record in the log.
reason-term-no-key = The document does not keep to its format: what it names as its holder's key is none.
reason-claim-unknown = The document shows a field that documents of its type do not have.
reason-holder-missing = The document names no holder's key, so that anyone who has a copy could have put it here.
    .next = Do not rely on it; ask the family for a document that the school has issued to their wallet, or for the document file itself.
reason-holder-unsigned = The holder has not signed that this document is shown to you.
reason-holder-signature-wrong = The signature on what is shown is not that of the document's holder: it was changed, or shown by somebody else.
reason-holder-signed-other = The holder signed for other fields than those that are shown: some were added or taken out.
reason-holder-terms-wrong = What the holder signed does not keep to its format: { $detail }.
reason-presented-in-the-future = The presentation is dated { $time }, which has not come yet.
    .next = Check the date and time of this computer; if they are right, ask the family to check theirs and share again.
reason-presented-long-ago = The presentation was made on { $time }, which is long ago.
    .next = Ask the family to share the documents anew, or name the request that it answers with `--request`.
    .page = Ask the family to share the documents anew, or choose the file of the request that it answers as well.
reason-answered-early = The answer is dated { $time }, and your request was only made on { $begins }: a clock is wrong.
    .next = Ask the family to check the date and time of their computer and to answer again.
reason-document-twice = Documents { $first } and { $again } of the presentation are one and the same.
reason-terms-differ = Document { $document } was shown to another receiver, for another request or under another consent than document 1.
reason-link-wrong = The documents were not presented together as they stand here: one was added, left out or moved.
reason-year-secrets-wrong = The yearly secrets in the file are not those that the holders gave: they were changed or taken out.
reason-requested-missing = Not everything that you asked for is shown{ $left_out }.
    .next = Ask the family for what is missing, or decide without it.
reason-left-out = ; missing: { $fields }
    .in-part = ; shown only in part: { $fields }
reason-names-differ = Documents { $first } and { $other } show different { $names }.
    .next = Ask the family for the reason, such as a change of name or another spelling, and for a paper that shows it.
names-differ-family = family names
names-differ-given = given names
names-differ-patronymic = patronymics
names-differ-birth-date = dates of birth
reason-birth-dates-differ = Documents { $first } and { $other } show different dates of birth: they are of two persons, or one of them is mistaken.
    .next = Do not rely on them as documents of one person; ask the family, who can have the school correct a mistake.
reason-not-a-presentation = This is a document file: nobody has signed that it is shown to you, or for your purpose.
    .next = Do not take it for an answer; ask the family to share the document with you. To look at the file by itself, check it without `--as`, `--request` and `--withdrawal`.
    .page = Do not take it for an answer; ask the family to share the document with you. To look at the file by itself, leave out your name, the request and the withdrawals.
reason-audience-not-said = It was not checked whether the presentation was made for you.
    .next = Say who you are with `--as NAME`, by the name that you gave to families, and check again.
    .page = Enter your name under “Whom were they made for?”, as you gave it to families.
reason-other-audience = The presentation was made for another receiver than you: for “{ $made_for }”, and you are “{ $expected }”.
    .next = Do not rely on it, unless the first is another name of yours: then check again with it. Else ask the family to share the documents with you, and ask where you got this file from.
reason-other-request = The presentation answers another request than this one.
    .next = Check that you compare it with the right request; if so, ask the family to answer this one.
reason-answered-late = The request was answered on { $time }, but it ended on { $ended }.
    .next = Decide whether you still accept it, or make a new request.
reason-other-purpose = The family consented to another purpose than the one in your request.
    .next = Do not use it for yours; ask the family to answer the request as it stands.
reason-consent-ended = The family's consent ended on { $time }.
    .next = Do not rely on it or keep it any longer; ask the family to share the documents again.
reason-consent-withdrawn = The family took its consent back on { $time }.
    .next = Do not rely on it; delete the file and what you took from it, as far as the law lets you.
reason-withdrawal-unusable = A withdrawal of this consent was given, but its signatures do not fit what is shown here.
    .next = Ask the family whether it took its consent back, and for the withdrawal again.
unchecked-presenter-is-the-person-named = That whoever shows the document is the person whom it names.
unchecked-content-is-true = That what the registry wrote is true.
unchecked-holder-has-the-key = That its holder shows it: the file carries no signature by the holder's key, and whoever has a copy can show it.
unchecked-bearer-copy = To whom it belongs: this is a bearer copy, bound to no key; whoever has the file can show it.
unchecked-hidden-fields = { $n } { $n ->
    [one] field
   *[other] fields
} that the holder left hidden; this does not affect what is shown.
unchecked-hidden-marks = { $n } { $n ->
    [one] line
   *[other] lines
} of the marks that the holder left hidden: the marks that are shown are not all.
unchecked-revocation-after = Whether it was revoked after { $time }.
unchecked-nobody-else-saw-the-log = That anybody besides the registry saw its log: the roster asks for no cosigners.
unchecked-check = That { $check }.
unchecked-same-person = That the documents are of the same person: two families could sign together.
unchecked-replay = Whether it was made for this occasion: without your request, a file that was shown before looks the same.
unchecked-other-withdrawals = Whether the family has taken its consent back in a withdrawal that was not given here.
unchecked-names-not-shown = { $n ->
    [one] That one of the documents names the same person: it shows no name or date of birth to compare.
   *[other] That { $n } of the documents name the same person: they show no name or date of birth to compare.
}
unchecked-year-secrets = Completeness: { $n } { $n ->
    [one] yearly secret was
   *[other] yearly secrets were
} given, and no log was replayed to compare with.
together-one-document = The holder of the document's key signed exactly what is shown.
together-one-holder = All { $documents } documents were presented together: they are bound to one key, and its holder signed exactly these.
together-several-holders = All { $documents } documents were presented together: the holders of their { $holders } keys signed exactly these. It does not prove that they are one person.
presentation-terms = Made for: { $audience }. Purpose: { $purpose }. Consent until { $time }; after that it must not be relied upon or kept.
completeness-shows = Shows all records tagged for this child in { $registry } in { $year } among { $replayed } replayed awards: { $records }. It says nothing of untagged ones or of other years.
completeness-none-shown = None of the documents shown is among them, so that nothing ties the secret to this child.
completeness-shown = Of these, { $shown } shown here and { $left_out } not.
completeness-untagged = { $n } of the documents shown are not among them.
completeness-gaps = { $n } numbers in the row of tags were not found.
verify-column-file = file
verify-column-verdict = verdict
verify-column-reasons = reasons
verify-column-why = why
verify-column-next = what to do
verify-column-family-name = family name
verify-column-given-name = given name
verify-column-patronymic = patronymic
verify-column-birth-date = birth date
verify-column-documents = documents
verify-column-audience = made for
verify-column-purpose = purpose
verify-column-until = consent until
verify-column-as-of = not revoked as of
verify-column-remarks = remarks
verify-why = Why
verify-document = Document
verify-document-number = Document { $number }
    .inside = document { $number }
verify-documents = Documents { $numbers }
verify-checks = Checks
verify-not-checked = Not checked
verify-completeness = Completeness
replaces = { $kind } document { $slot } of { $registry }, { $day }
replaces-correction = corrects
replaces-duplicate = duplicate of
replaces-rebinding = bound to a wallet in the place of
verify-issued-by = issued by
verify-lines-not-shown = ({ GROUPED($n) } { $n ->
    [one] more line is
   *[other] more lines are
} not shown)
verify-not-revoked = not revoked as of { $time }
verify-recorded = recorded: { $day } in { $log }, record { $index } of { $size }{ $confirmed }
verify-confirmed = , confirmed by a quorum { $time }{ $within }
verify-within = {" "}within the head of { GROUPED($n) } { $n ->
    [one] record
   *[other] records
}
verify-all-checks = { $document }: all { $n } checks
verify-replayed = { $words } (replayed: { $heads })
verify-replayed-to = { $log }, { $size } records, as of { $time }
verify-replayed-alone = { $log }, { $size } records, confirmed by nobody else
verify-not-compared = { $registry }, { $year }: not compared: { $why }.
verify-log-not-replayed = its log was not replayed
verify-files = { GROUPED($n) } { $n ->
    [one] file
   *[other] files
}
verify-remark-person = Not checked, whatever the colour: that whoever shows a document is the person whom it names.
    .next = Run `attestat verify FILE` for the rest.
    .page = Press a file's name to see everything about it.
verify-remark-unconfirmed = Of { $files }, nobody besides the registry has confirmed the log: the roster asks for no cosigners.
verify-remark-repeats = { $files } show what an earlier one showed; see the remarks.
verify-remark-known = { GROUPED($n) } { $n ->
    [one] answer was
   *[other] answers were
} here before, in an earlier run; where the file is another one, it is said above.
verify-left-alone = { $files } of other kinds in the folders and archives: not looked at.{ $names }
verify-and-more = and { GROUPED($n) } more
withdrawal-not-json = { $why }
withdrawal-format = the file does not say "format": "attestat/withdrawal/v1"; it is another file or needs a newer program
withdrawal-unknown-key = the withdrawal has a key that attestat/withdrawal/v1 does not know
withdrawal-shape = { $field } in the withdrawal is missing or not of its type
withdrawal-count = the withdrawal names { $n } documents; 1 to 32 are allowed
withdrawal-signature = the signature of holder { $holder } does not fit the withdrawal: ask the family for the file again
verify-held-up = { GROUPED($n) } { $n ->
    [one] file rests
   *[other] files rest
} on a log that too few had confirmed then. Fetch the proofs that newer heads cover it, and verify again:
    {"  "}{ $command }
same-file = The same file as { $first }.
same-consent = Shown under the same consent as { $first }.
same-document = Shows a document that is also in { $first }.
before-same-file = The same answer as on { $time }, in the same file.
before-same-answer = The same answer as on { $time }, in another file then: SHA-256 { $file }….
before-answer-to-another = The same answer as on { $time } in the file with SHA-256 { $file }…, held against another request or name then.
before-same-consent = Another answer than on { $time }, under the same consent: see the file with SHA-256 { $file }… of then.
obstacle-unreadable = The file could not be read: { $why }.
    .next = See whether it is there and you may read it.
    .page = Choose it again; if that does not help, ask for the file again.
    .gone = it is not there
obstacle-changed = The file changed while the others were read.
    .next = Wait until nobody writes it any more and run the command again.
    .page = Wait until nobody writes it any more, and choose it again.
obstacle-too-long = The file is longer than the { $limit } bytes that a document or presentation can have.
    .next = See whether it is the right file.
obstacle-encrypted = The entry of the archive is encrypted.
    .next = Unpack the archive with its password into a folder and verify the folder.
obstacle-unknown-packing = The entry is packed in a way that is not read here.
    .next = Unpack the archive into a folder and verify the folder.
obstacle-damaged-entry = The entry of the archive is damaged.
    .next = Ask for the file, or for the archive, again.
obstacle-no-code = No code could be read in the picture: { $why }.
    .next = Ask for the file instead, or scan the code again, straight on and sharp.
    .too-large = it has too many pixels
    .none = no QR code can be read in the picture; take it again straight on, sharp, with the whole code in it
    .damaged = it is not a sound PNG or JPEG
obstacle-empty = The file is empty.
    .next = Ask for it again: it was lost on the way.
obstacle-pdf = This is a PDF.
    .next = Ask for the .attestat file; a PDF proves nothing here.
obstacle-page = This is a web page.
    .next = Ask for the file itself: a page was saved in its place.
obstacle-archive = This is an archive, or a document of an office program.
    .next = Unpack it into a folder and verify the folder; ask for the .attestat file if there is none in it.
obstacle-office = This is a document of an office program.
obstacle-picture = This is a picture of a kind that is not read.
    .next = Save it as PNG or JPEG, or ask for the .attestat file.
obstacle-unknown = This is neither a document nor a picture.
obstacle-next-file = Ask for the .attestat file.
obstacle-newer-format = The file is of the format { $format }, which this version does not know.
    .next = Get the newest version of this program.
    .page = Load this page anew, or get its newest copy.
obstacle-bad-frames = The codes are not a whole presentation: { $why }.
    .next = Ask for the pictures again, or for the file.
obstacle-codes-missing = Of the { $count } codes of the set { $set }, these are in no picture: { $missing }. There are: { $there }.
    .next = Ask for the missing pictures, put them to the others, and verify all together; or ask for the file.
obstacle-too-much = More is in it than is opened: 65,535 files, 4 GiB on the disk, 64 MiB inside another. Or it brings most of what is too much for one run: a million files, 256 MiB of codes.
    .next = Unpack it into a folder and verify the folder.
obstacle-too-deep = It lies inside others, deeper than is looked.
    .next = Unpack the outer one into a folder and verify the folder.
obstacle-no-archive = It cannot be read as a zip archive: { $why }.
    .next = Ask for it again, or unpack it into a folder and verify the folder.
zip-unreadable = it cannot be read
zip-no-end = the end of its directory is missing
zip-twins = two of its entries have the same name
zip-overlap = its entries overlap, as in a zip bomb
zip-damaged = its directory is damaged
verify-pack-missing = of { $count } QR codes { $n ->
    [one] number { $missing } is missing: scan it too
   *[other] the numbers { $missing } are missing: scan them too
}
verify-pack-mixed = QR code { $number } belongs to another set than the first
verify-pack-other-kind = QR code { $number } holds something else: a presentation and a request cannot stand in for one another
verify-pack-newer = QR code { $number } was made by a newer version of this program
verify-pack-foreign = QR code { $number } is not one of an Attestat presentation or request
verify-pack-nothing = no QR code was read
verify-pack-damaged = the QR codes were read wrongly or are damaged: scan them again
verify-pack-too-long = this would take { $n } QR codes, more than are made
verify-pack-too-large = what the QR codes hold is too large to be a presentation or a request
verify-too-many-files = There are more than { $n } files
verify-too-many-pictures = There are too many pictures for one run
replay-other-log = it gave the head of another log
trust-log-not-listed = the roster does not list the log { $log }
trust-key-not-listed = the roster lists no key of { $log } for size { $size }; it may be too old
trust-of-other-log = it is of { $log }
trust-not-continued = nothing shows that { $new } records of it continue { $old }{ $why }
    .nobody = : no node that was asked has come so far
    .because = : { $why }
trust-bad-proof = { $node } gave a proof that does not hold ({ $why })
trust-other-records = { $node } has other records up to { $size }
trust-no-proof = no proof from { $why }
trust-kept-head = the head kept here does not hold any more: { $why }
trust-uncovered = { $log } at { $size }: { $why }
    .too-small = the newest head that enough have confirmed has { $largest } records
    .lost = { $log }: { GROUPED($n) } { $n ->
            [one] proof
           *[other] proofs
    } under the head of { $old } records could not be had under the one of { $new }, so the older one stays; name another node
    .no-head = { $log }: no head that enough have confirmed is held here
trust-evidence-unusable = Evidence of a fork cannot be used: { $path } ({ $why }). Until it can be, or the file is taken away, nothing of the log that it is about is green.
update-roster = Roster version { $version }, valid until { $until }.
update-follows = It follows version { $before } by its governors' signatures{ $alone }.
    .alone = , by the word of one node: no other answered
update-long = More than a year lies between the two, and old keys may be in other hands: compare the hash of the new one with the consortium's by another way.
    {"  "}{ $hash }
update-waits = Version { $version } is kept here and in force from { $from } on.
update-expired-end = The versions that the nodes have lead to one that expired on { $day }, and nothing of them is taken over: newer ones are missing. Name other nodes, or ask the consortium for its newest roster.
update-twins = The governors signed two rosters of one version that contradict each other, and nothing more is taken over. Both are kept in the folder `evidence`: show them to the consortium, and pin the one that counts after comparing its hash by another way.
update-beyond = Nodes keep a newer roster, and no version that was found leads to it ({ $nodes }). Name other nodes; if the consortium published it, pin it by its hash with `attestat trust pin ROSTER --hash H --replace`.
    .node = { $node }: version { $version }, { $hash }
update-column-log = log
update-column-records = records
update-column-confirmed = confirmed
update-column-by = by
update-column-status = status file
update-column-not-valid = not valid
update-by-nobody = by nobody else
update-by = { $n } (needs { $needed })
update-fetched = fetched
update-forked = { $log } was signed in two histories that contradict each other.
    .next = Rely on none of its documents until the roster cuts it; hand the evidence to the consortium: { $path }
update-alone = Nobody besides the registry has confirmed { $logs }: the roster asks for no cosigners.
update-not-all = Not everything is up to date; run the command again with other nodes.
update-expired = The roster has expired: until a newer one is taken over, every verdict is amber. No node that was asked has one that follows it; ask the consortium for the new roster and its hash, then run `attestat trust pin ROSTER --hash H --replace`.
update-early = The roster begins later than today. Check the date and time of this computer.
update-no-proof-missing = No proof is missing: nothing that the files rest on needs another head.
update-proofs = Proofs fetched: { GROUPED($n) } { $n ->
    [one] state of a log
   *[other] states of logs
} that the files rest on, covered by confirmed heads now.
update-not-covered = Not covered: { $why }.
update-at-node = { $node } on { $log }: { $why }.
    .no-fork = it says that this log forked, and its evidence does not show it
update-doubt = { $log }: { $why }.
log-forked = The node says that this log was signed in two histories; see `attestat audit`.
fault-note-too-long = the note is { $n } bytes long; at most 1,000,000 are allowed
fault-note-control-character = the note has a control character, or bytes that are not UTF-8, at byte { $at }; use spaces for tabs and plain line feeds
fault-note-no-signatures = the note does not end in an empty line and signature lines
fault-note-no-line-feed = the text of a note must end in a line feed
fault-note-too-many-signatures = the note has more than 100 signatures
fault-note-malformed-signature = signature line { $line } of the note is malformed
fault-note-malformed-key = this is not a verifier key; expected <name>+<8 hex digits>+<base64>
fault-note-bad-name = { $name } cannot name a key: no spaces, no '+', 1 to 255 bytes
fault-note-bad-signature = the signature by { $name } does not belong to this text
fault-note-no-known-key = no signature by a known key
fault-name-not-an-id = { $name } is not a registry id: use lower-case words of a-z, 0-9, '.' and '-', joined by '/', such as school-12.example.org/main
fault-name-too-long = the registry id is { $n } bytes long; at most 200 are allowed
fault-name-not-an-origin = { $name } is not a log origin: expected a registry id, '/', and a generation from 1, such as school-12.example.org/1
fault-checkpoint-origin = line 1 of the checkpoint is not a log origin: { $why }
fault-checkpoint-size = line 2 of the checkpoint is not a decimal size
fault-checkpoint-root = line 3 of the checkpoint is not a root hash of 32 bytes in base64
fault-checkpoint-extension = the checkpoint does not end after the line of its root; extensions are not accepted
fault-checkpoint-empty-root = the root SHA-256 of nothing belongs to size 0, and no other root does
fault-proof-out-of-range = position { $position } does not exist in a log of { $size } records
fault-proof-wrong-length = the proof has { $n } hashes where this tree needs another number
fault-proof-wrong-root = the proof leads to another root than the one that was signed
fault-tlog-proof-header = the proof does not begin with c2sp.org/tlog-proof@v1
fault-tlog-proof-line = line { $line } of the proof is malformed
fault-tlog-proof-too-long = the proof has more than 64 hashes
fault-tlog-proof-no-checkpoint = the proof has no checkpoint
fault-fork-malformed = the fork evidence is malformed at { $at }
fault-fork-checkpoint = the fork evidence's checkpoint: { $why }
fault-fork-two-origins = the two checkpoints are of different logs
fault-fork-key-not-listed = the roster lists no key of this log for size { $size }
fault-fork-signature = a checkpoint of the evidence is not signed by the log: { $why }
fault-fork-proof = the evidence's own proof fails: { $why }
fault-fork-consistent = the two checkpoints agree; this is no fork
fault-prefixes-header = the file does not begin with attestat/prefixes/v1, or has no head; it is another file or needs a newer program
fault-prefixes-line = line { $line } of the prefixes is malformed, or its size does not come after the one before
fault-prefixes-too-long = the file of prefixes is too long; at most 65,536 sizes are kept for one log
fault-prefixes-head = the head of the prefixes: { $why }
fault-prefixes-proof = the prefix of { $size } records is not proven: { $why }
fault-record-version = record version { $version } is newer than this program; upgrade it to follow this log
fault-record-kind = record kind { $kind } is newer than this program; upgrade it to follow this log
fault-record-truncated = the record ends inside its field `{ $field }`
fault-record-trailing = { $n } bytes follow the record's last field
fault-record-bad-field = the record's field `{ $field }` has a value that does not exist
fault-json-too-long = the JSON is { $n } bytes long; at most { $limit } are allowed
fault-json-not-utf8 = byte { $at } is no letter of UTF-8
fault-json-at = it is not JSON as it must be: see line { $line }, column { $column }
fault-json-no-object = the JSON is not an object, which begins with {"{"}
fault-document-format = the file does not say "format": "attestat/document/v1"; it is another file or needs a newer program
fault-document-unknown-key = the document file has a field that the format attestat/document/v1 does not know
fault-document-missing = the document file has no “{ $field }”
fault-document-shape = “{ $field }” in the document file is not as it must be
fault-document-too-long = “{ $field }” in the document file has { $n } bytes; at most { $limit } are allowed
fault-presentation-format = the file does not say "format": "attestat/presentation/v1"; it is another file or needs a newer program
fault-presentation-unknown-key = the file has a field that the format attestat/presentation/v1 does not know
fault-presentation-count = the file shows { $n } documents; 1 to 32 are allowed
fault-presentation-year-secrets = the file has { $n } yearly secrets; at most 64 are allowed
fault-presentation-shape = “{ $field }” of entry { $entry } in the file is not as it must be
fault-presentation-addressed = this is a presentation to somebody, not a document file
fault-credential-issuer = the issuer (iss) is not https://<registry id>
fault-credential-too-long = the credential is { $n } bytes long; at most 163,840 are allowed
fault-credential-too-many = the credential has { $n } disclosed fields; at most 200 are allowed
fault-credential-not-separated = the credential is not a signed part and disclosed fields that each end in “~”
fault-token-parts = the signed part is not three pieces joined by “.”
fault-token-header-letters = the header of the signed part is not base64url
fault-token-payload-letters = the contents of the signed part are not base64url
fault-token-signature-letters = the signature of the signed part is not base64url
fault-token-header = in the header of the signed part: { $why }
fault-token-payload = in the contents of the signed part: { $why }
fault-token-algorithm = it is signed in another way than EdDSA (Ed25519), the only one that is accepted
fault-token-type = the signed part is not of the type { $name }
fault-token-critical = the signed part demands extensions (crit) that are not known here
fault-token-key-id = the key id (kid) of the signed part is not a text
fault-token-signature-length = the signature is { $n } bytes long; it must have 64
fault-token-signature = the signature does not belong to this key and this text
fault-disclosure-hash = the fields are hidden by another hash than SHA-256, the only one that is accepted
fault-disclosure-hash-below-top = the key _sd_alg stands below the top level
fault-disclosure-no-digests = a key _sd does not hold a list of hashes
fault-disclosure-no-element = a key ... does not stand alone in a list, with a hash as its value
fault-disclosure-letters = disclosed field { $number } is not base64url
fault-disclosure-json = in disclosed field { $number }: { $why }
fault-disclosure-no-property = disclosed field { $number } is not a list of salt, name and value
fault-disclosure-no-array-element = disclosed field { $number } is not a list of salt and value
fault-disclosure-reserved = disclosed field { $number } has a name that no field may have
fault-disclosure-never-hidden = disclosed field { $number } is one that may never be hidden
fault-disclosure-hidden-below = a part of the field { $claim } can be hidden, which it may never be
fault-disclosure-name-twice = disclosed field { $number } has the name of another one beside it
fault-disclosure-sent-twice = disclosed field { $number } stands there twice
fault-disclosure-digest-twice = one hash stands in the document more than once
fault-disclosure-unreferenced = disclosed field { $number } does not belong to this document
fault-disclosure-too-deep = the fields are nested more than 24 deep
fault-binding-missing = the holder's signature is missing
fault-binding-unexpected = it carries a holder's signature, and none is expected
fault-binding-no-key = the document names no Ed25519 key of a holder
fault-binding-time = the holder signed on { $time }, which is too long ago or has not come yet
fault-binding-audience = the holder signed for another receiver
fault-binding-nonce = the holder signed for another request
fault-binding-hash = the holder signed for other fields than those that are shown
fault-validity-no-time = “{ $claim }” is not a whole number of seconds since 1970
fault-validity-expired = it expired on { $time }
fault-validity-not-yet = it is not valid before { $time }
fault-validity-future = it is dated { $time }, which has not come yet
fault-validity-addressed = it is addressed to one receiver (aud), which no document is
fault-for-specialist = { $why }
fault-status-header = the status evidence does not begin with a known header
fault-status-line = line { $line } of the status evidence is malformed
fault-status-too-long = the status evidence is longer than this program accepts
fault-status-proof = the status evidence's proof: { $why }
fault-status-checkpoint = the status evidence's checkpoint: { $why }
fault-status-record = the status evidence's record: { $why }
fault-status-no-snapshot = the status evidence's record is not a status snapshot
fault-status-not-last = the snapshot is record { $index } of { $size }: only the last record of a checkpoint shows its status
fault-status-not-included = the snapshot is not in the log: { $why }
fault-status-leaf = a leaf of the status evidence is not in the snapshot: { $why }
fault-status-other-slot = the status evidence speaks of other slots than the document's
fault-status-wrong-list = the listed slots are not those of the snapshot
fault-roster-note = the roster is not a signed note: { $why }
fault-roster-toml = the roster's text is not TOML: { $why }
fault-roster-section = { $why }
fault-roster-twice = { $name } appears twice; every key has one role and every name one owner
fault-roster-policy = quorum: { $why }
policy-character = a character that policies do not allow
policy-shape = expected `log <key> [url]`, `witness <name> <key> [url]`, `group <name> all|any|<k> <member>…` or `quorum <name>|none`
policy-key = the key { $key } does not parse as a key of the right type
policy-duplicate = { $name } is there already
policy-undefined = { $name } is not named by an earlier line
policy-threshold = the threshold { $given } must be from 1 to the number of members
policy-quorum = a policy has exactly one `quorum` line
policy-too-large = the policy has too many entries
policy-line = policy line { $line }: { $why }
fault-roster-not-pinned = this roster's hash is { $given }, not the pinned { $pinned }
fault-roster-other-digits = this roster's hash is by telephone { $given }, not { $told }
fault-roster-too-few = { $signed } of the { $needed } governors that this version needs have signed
    .before = { $signed } of the { $needed } governors that the version before needs have signed
fault-roster-cut-loosened = it loosens the cut of { $log }, and a cut only tightens
fault-roster-not-next = this roster does not follow the version before it: { $why }
roster-not-next-version = its version is not one higher
roster-not-next-previous = it names another previous version

## Failures, nodes and files

failure-internal-next = Try again; if it stays, report it with this message.
address-form = { $given } is not a node's address; write https://host:port#sha256:… as the node prints it, unix:///path/to/socket or a path that begins with /
file-too-long = { $path } is longer than the { $limit } bytes that such a file can have
    .next = See whether it is the right file.
code-none = no QR code can be read in the picture
    .next = Take it again straight on, sharp, with the whole code in it.

## Families: wallet, share, shares, request

document-twice = the wallet already holds another document with the same number of this registry, which is never given twice. The one in the wallet stays; ask the school, and show it both
share-no-field = None of the documents has a field { $field }
    .near = Did you mean { $near }?
    .next = See their fields with `attestat wallet show ID`.
share-bad-receiver = The receiver's name is empty, too long, or has spaces at its ends
    .next = Write it as the receiver names itself.
share-bad-purpose = The purpose is empty, too long, or has spaces at its ends
    .next = Write it in one sentence.
share-bad-terms = This cannot be shared so: { $why }
    .next = Correct the command and run it again.
terms-nonce = the nonce must be 32 bytes in unpadded base64url
terms-ended = the consent ends before it begins: choose a later day
terms-endless = the consent has no end: choose a day of the calendar, not after the year 9999
terms-claim = the claim `{ $name }` of the holder's signature is missing or not of its type
pack-too-long = this would take { $count } QR codes; at most 16 are made: show fewer fields, or hand over the file
pack-not-packable = the presentation has a part that cannot be packed; hand over the file
pack-foreign = QR code { $number } is not one of an Attestat presentation or request
pack-newer = QR code { $number } was made by a newer version of this program
pack-other-kind = QR code { $number } holds something else: a presentation and a request cannot stand in for one another
pack-mixed = QR code { $number } belongs to another set than the first
pack-missing = of { $count } QR codes these are missing: { $missing }; scan them too
pack-damaged = the QR codes were read wrongly or are damaged: scan them again
pack-too-large = what the QR codes hold is too large to be a presentation or a request
request-not-json = the request is not JSON that can be read
request-format = the file does not say "format": "attestat/request/v1"; it is another file or needs a newer program
request-unknown-key = the request has a key that attestat/request/v1 does not know
request-shape = `{ $name }` in the request is missing or not of its type
request-terms = in the request: { $why }
request-limit = `{ $name }` in the request has too many entries, or one that is empty or too long
request-unknown-type = the request asks for a type of document that this version does not know: install the current version
request-unusable = { $path }: { $why }
    .next = Give the file that `attestat request --out` wrote.
request-day-over = { $shown } is over
    .next = Choose a day that families can still consent to.
request-no-day = "{ $shown }" is not a day
    .next = Write it as 2026-09-01 or 01.09.2026.
request-no-field = These documents have no field "{ $field }"
    .next = They have: { $fields }.

## The node's commands

section-top = at the top
section-place-cut = cut { $n }
section-place-cosigner = cosigner { $n }
section-place-key = key { $n }
section-place-log = log { $n }
section-place-registry = registry { $n }
section-place-roster = roster
section-unknown = { $place }: unknown key { $key }
section-near = { $place }: unknown key { $key }; did you mean `{ $near }`?
section-value = { $place }: `{ $key }` must be { $expected }
expected-text = a text
expected-line = a text of at most 300 bytes on one line
expected-number = a whole number, 0 or more
expected-number-from-1 = a whole number from 1
expected-number-between = a whole number from { $least } to { $most }
expected-texts = a list of texts
expected-classes = a list of "achievement", "certificate", "digest"
expected-hash = 64 hex digits, or "" for no roster
expected-url = https://host:port, or "" where it is the same as `listen`
expected-web-listen = an address and a port such as "127.0.0.1:7480", or "" for none
expected-web-tls = an address of this machine alone, such as "127.0.0.1:7480", unless `web_certificate` and `web_key` name a certificate, or `trusted_proxies` the proxies in front of it: nothing is sent over a network in the clear
expected-web-pair = set where the other one of `web_certificate` and `web_key` is: a certificate and its key, both in PEM
expected-networks = a list of at most 64 networks such as ["10.0.0.0/8", "2001:db8::/32"], without digits behind the network's
expected-peers = a list of at most 1,024 addresses
expected-name = the registry's name for people
expected-tables = a list of tables
expected-registry-tables = a list of tables, each under [[registry]]
expected-records-ahead = a list of logs with the index of a record each, such as ["school-12.example.org/1 88"]
expected-node-name = lower-case words of a-z, 0-9, '.' and '-', joined by '/', such as node.school-12.example.org
expected-listen = an address and a port such as "127.0.0.1:7400", or "" for none
expected-format = "attestat/roster/v1"
expected-previous = the hash of the version before, and absent in version 1 only
expected-expires = a day not before `issued`
expected-hex = 64 hex digits
expected-governors = a list of Ed25519 verifier keys, <name>+<8 hex digits>+<base64>
expected-threshold = from 1 to the number of governors
expected-registry-id = a registry id
expected-state = "active", "suspended" or "closed"
expected-logs = logs whose origins begin with the registry's id
expected-keys = one or more keys whose sizes ascend and do not overlap
expected-to-size = a whole number, not below `from_size`
expected-public-key = an Ed25519 public key, 32 bytes in base64
expected-cosigner-kind = "mirror" or "witness"
expected-cosigner-key = a cosignature/v1 verifier key, <name>+<8 hex digits>+<base64>
expected-day = a day such as "2026-09-01"
expected-origin = a log origin, <registry id>/<generation>
expected-alone = { $address } alone: the node puts its own key behind it
expected-addresses = a list of addresses: { $why }
expected-id = a registry id: { $why }
expected-different-ids = registries with different ids; { $id } is there twice

## Pages in a browser

trust-part-does-not-hold = A file of the log { $log } does not hold: { $why }
page-bad-request = This is no request: { $why }
page-bad-withdrawal = This is no withdrawal: { $why }
page-no-trust-served = { $host } gives no roster that holds. Perhaps there is no node at this address.
page-not-all-fetched = { $host } could not answer { GROUPED($n) } of our questions: verdicts may be amber for want of it. Fetch newer lists again in a while.
page-host-away = { $host } cannot be asked now. Verdicts rest on the roster, the heads and the status files that this browser kept.
page-kept-version = This is version { $version } of the checker, which this browser kept when it last reached the node.
page-no-answer = { $host } did not answer
page-unreadable-answer = the answer cannot be read
page-no-hash = This is no roster hash: type the five groups of five digits, or the 64 characters, as the consortium gave them.
page-no-roster = There is no roster yet: choose the roster's file first.
page-another-hash = This is the hash of another roster. Do not rely on this page's verdicts: ask the consortium which roster is in force.
page-compared = The roster's hash is the one that you were told. This browser remembers it.
page-file-too-long = { $name } is too long to be a roster, a request or a file of trust.
page-unreadable-file = it is no text, or could not be read
page-file-refused = { $name } was not taken: { $why }
page-no-roster-yet = Nothing is judged before there is a roster: choose its file, or open the checker at a node.
page-worker-died = The judging ended by a fault of this program or of the browser: { $why }. Load the page again and choose fewer files at a time; if it happens again, try another browser, and tell us.
page-no-receipt = No receipt can be made of this run.
page-checker-title = Check school documents
page-stays-here = Everything that you choose stays in this browser. No document and no name of a file leaves it.
page-served-by-the-checked = A checker that comes from the person whose documents are checked proves nothing. Open it at an address that you found yourself.
page-choose-title = Choose the documents
page-choose-what = Documents and answers of families, pictures of their codes, whole folders, .zip archives and .eml letters.
page-choose-files = Choose files
page-choose-folder = Choose a folder
page-choose-photo = Take a photo of a code
page-choose-drop = Or drag them onto this page.
page-choose-others = A roster, your request to families, and withdrawals can be chosen here as well: the page knows them by what is in them.
page-circumstances-title = Whom were they made for?
page-audience = Your name, as the families wrote it
page-audience-hint = An answer that was made for anybody else is red. Without a name this is not checked, and the verdict says so.
page-audience-set = Use this name
page-request-none = If you sent families a request, choose its file too: an answer to another request is red then.
page-request-held = Held against the request { $name } of { $audience }: { $purpose }
page-withdrawals-held = Withdrawals that families sent: { $n }
page-forget = Forget it
page-scan = Scan with the camera
page-scan-how = Hold the code before the camera, flat and whole. Where an answer has several codes, show one after the other, in any order.
page-scan-picture = Picture of the camera
page-scan-stays = The camera's pictures stay in this browser, and none is kept.
page-scan-waiting = The camera is starting. Allow it where the browser asks.
page-scan-nothing = No code was read yet.
page-scan-read = { GROUPED($read) } of { GROUPED($all) } codes read
page-scan-missing = Still missing: { $numbers }
page-scan-photo = Choose a photo instead
page-scan-foreign = That code is no answer of a family. Show the code that the family made for you.
page-scan-request = That code is a request to families and no answer. Show the code that the family made for you.
page-scan-newer = That code was made by a newer version of this program, or is damaged. Use a newer checker, or ask for the file.
page-camera-refused = The browser does not let this page use the camera. Allow it beside the page's address, or choose a photo of the code instead.
page-camera-refused-to-file = The browser does not let this page use the camera: some refuse it to pages that lie on a disk. Choose a photo of the code instead, or open the checker at a node.
page-camera-none = There is no camera here. Choose a photo of the code instead.
page-camera-in-use = The camera does not answer; perhaps another program uses it. Close that program and try again, or choose a photo of the code instead.
page-camera-ended = The camera was switched off or taken away. Scan again, or choose a photo of the code instead.
page-camera-failed = The camera cannot be used: { $why }. Choose a photo of the code instead.
page-save-scan = Save the answer that was scanned
page-phase-opening = Looking into the files
page-phase-pictures = Reading codes in pictures
page-phase-looking = Reading the documents
page-phase-proving = Fetching proofs for older documents
page-phase-judging = Judging
page-counted = { GROUPED($done) } of { GROUPED($all) }
page-stop = Stop
page-trust-fetching = Fetching the roster
page-trust-none = There is no roster yet
page-trust-none-next = The roster is the consortium's list of the schools that may issue documents. Without it nothing can be checked.
page-trust-choose = Choose a roster file…
page-trust-choose-next = The consortium publishes the file. Once it is chosen, ask the consortium for the roster's hash by telephone and compare it here: a false list could name false schools.
page-trust-compared = By the consortium's roster { $version }, compared and in force until { $until }
page-trust-shown = By { $host }'s own roster, which nobody has compared
page-trust-shown-next = No verdict is green before its hash was compared: a false roster could list false schools. The consortium tells the hash by telephone, on paper or on its own page.
page-compare = Compare the hash
page-compare-how = This page's roster has these digits:
page-compare-told = The digits or the hash that the consortium told you
page-compare-do = Compare
page-compare-not = Not now
page-trust-details = About the roster
page-trust-registries = Schools and other registries on it
page-trust-digits = Digits to compare
page-trust-hash = Hash
page-trust-refresh = Fetch newer lists
page-trust-refreshing = Fetching newer lists…
page-refreshed = The newest lists were fetched.
page-trust-forget = Forget this roster
page-stopped = Stopped: { GROUPED($done) } of { GROUPED($all) } files were judged
page-stopped-next = The others were not checked.
page-again = Check others
page-save-csv = Save for a spreadsheet (CSV)
page-save-json = Save for programs (JSON)
page-save-receipt = Save a receipt of this check
page-print = Print
page-close = Close
page-find = Find in the table
page-filter = Show one colour only
page-table = Verdicts
page-column-who = Who
page-person-unknown = not known
page-person-not-shown = name not shown
page-documents-unreadable = cannot be read
page-documents-not-believed = not shown: not to be believed
page-documents-unconfirmed = not shown: not confirmed
page-more-reasons = And { GROUPED($n) } { $n ->
    [one] more reason
   *[other] more reasons
}: press the file's name.
page-reason-above = Only what is said above the table.
page-earlier = Earlier
page-later = Later
page-lines = { GROUPED($from) } to { GROUPED($to) } of { GROUPED($all) }
page-verdicts = { $n ->
    [one] The verdict
   *[other] The verdicts
}
page-sample = Try it with a SAMPLE
page-sampled = SAMPLE: this is nobody's document
page-sampled-what = It was made for trying, and is judged by a roster of its own as of { $time }. It says nothing about any school or person.
page-ask = Make a request to families
page-ask-title = A request to families
page-ask-what = Ask for little: a family sees each field that you name, and consents to it or not. One document has to answer the whole request, or one of each type that you choose.
page-ask-audience = Your name, as families will see it
page-ask-purpose = What you need it for, in one sentence
page-ask-until = Until when you need it
page-ask-need = What must be shown
page-ask-more = Other fields
page-ask-may = What may be shown, too
page-ask-types = Of which documents; any, if none is chosen
page-ask-make = Make the request
page-ask-nothing = The request asks for nothing.
    .next = Choose at least one field that must be shown.
page-ask-made = The request was saved as { $name }
page-ask-keep = Keep that file: answers are held against it, and this page forgets it. Publish the file or the code, with your name as it stands in it.
page-ask-code = Code { $n } of { $all }
page-ask-save-again = Save the file again
page-ask-kept = I have the file
