-- The provider wants a number even when nothing was deleted, which RETURNING would not give.
DELETE FROM reminder
WHERE service_id = @ServiceId AND grain_id = @GrainId AND name = @ReminderName AND version = @Version;
SELECT changes();
