DELETE FROM reminder WHERE service_id = @ServiceId;
