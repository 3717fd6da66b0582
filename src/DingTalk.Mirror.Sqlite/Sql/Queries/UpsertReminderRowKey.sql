-- Versions start at random, so that the ETag of a removed reminder is not valid for its successor.
INSERT INTO reminder (service_id, grain_id, name, grain_hash, start_time, period, version)
VALUES (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period, random() & 0x3FFFFFFF)
ON CONFLICT DO UPDATE
    SET start_time = excluded.start_time, period = excluded.period, version = version + 1
RETURNING version AS Version;
