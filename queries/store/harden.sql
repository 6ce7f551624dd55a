-- Shut the database in: no extensions, no files but its own, and no way to change that. Run once, right after connecting.
-- Grain: no rows. Parameters: none. The order matters: access is closed before the configuration is locked.
set autoinstall_known_extensions = false;
set autoload_known_extensions = false;
set allow_community_extensions = false;
set enable_external_access = false;
set lock_configuration = true;
