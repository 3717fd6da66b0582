-- No ETag inserts, an ETag updates the version it names; no row back is a conflict.
INSERT INTO grain_state (service_id, state_name, key, key_n1, key_n0, key_hash, version, payload)
SELECT @ServiceId, @GrainTypeString, coalesce(@GrainIdExtensionString, ''), @GrainIdN1, @GrainIdN0, @GrainIdHash, 1, @PayloadBinary
WHERE @GrainStateVersion IS NULL
   OR EXISTS (
    SELECT 1
    FROM grain_state
    WHERE service_id = @ServiceId
      AND state_name = @GrainTypeString
      AND key = coalesce(@GrainIdExtensionString, '')
      AND key_n1 = @GrainIdN1
      AND key_n0 = @GrainIdN0
      AND key_hash = @GrainIdHash)
ON CONFLICT DO UPDATE
    SET version = version + 1, payload = excluded.payload
    WHERE version = @GrainStateVersion
RETURNING version AS NewGrainStateVersion;
