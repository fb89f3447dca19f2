"""Triggers of PostgreSQL: no case is public without a consent to this very text and a measured figure in it.

Whoever writes a published copy must see the consent; a consent that is revoked or changed takes its copy away.
"""

from django.db.migrations.operations import RunSQL

_ON = """
CREATE FUNCTION programme_case_may_be_public() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM programme_practiceconsent c
        WHERE c.id = NEW.consent_id AND c.practice_id = NEW.practice_id AND c.revoked_on IS NULL
            AND c.given_on <= NEW.published_on AND c.until >= NEW.published_on AND c.until = NEW.until
            AND c.digest = encode(sha256(convert_to(NEW.body, 'UTF8')), 'hex')
    ) THEN
        RAISE EXCEPTION 'no consent to this text' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT jsonb_path_exists(NEW.body::jsonb, '$.effects[*] ? (@.measured == true && @.n >= 1)') THEN
        RAISE EXCEPTION 'no measured figure' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER may_be_public BEFORE INSERT OR UPDATE ON programme_publishedpractice
    FOR EACH ROW EXECUTE FUNCTION programme_case_may_be_public();
CREATE FUNCTION programme_consent_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.revoked_on IS NOT NULL OR (NEW.practice_id, NEW.given_on, NEW.until, NEW.digest)
        IS DISTINCT FROM (OLD.practice_id, OLD.given_on, OLD.until, OLD.digest) THEN
        DELETE FROM programme_publishedpractice WHERE consent_id = OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consent_ends BEFORE UPDATE ON programme_practiceconsent
    FOR EACH ROW EXECUTE FUNCTION programme_consent_ends();
"""
_OFF = """
DROP TRIGGER may_be_public ON programme_publishedpractice;
DROP TRIGGER consent_ends ON programme_practiceconsent;
DROP FUNCTION programme_case_may_be_public();
DROP FUNCTION programme_consent_ends();
"""


class OnlyWithConsent(RunSQL):
    """Operation of a migration: the two triggers."""

    def __init__(self) -> None:
        super().__init__(_ON, _OFF)

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return type(self).__name__, [], {}
