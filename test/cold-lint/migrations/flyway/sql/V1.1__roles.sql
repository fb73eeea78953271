CREATE ROLE "${app_user}" LOGIN PASSWORD '${app_password}'; -- placeholder password: not a literal
-- found: password-plaintext-input
CREATE ROLE fly_app LOGIN PASSWORD 'fly-literal';
