"""Django settings. Everything that differs between installations comes from the environment (`env.py`)."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portico.config import env

PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = env.flag("PORTICO_DEBUG")
PORTICO_DEMO = env.flag("PORTICO_DEMO")
PORTICO_STRICT_QUERIES = env.flag("PORTICO_STRICT_QUERIES")
SECRET_KEY = env.text("PORTICO_SECRET_KEY")
ALLOWED_HOSTS = env.words("PORTICO_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("PORTICO_TRUSTED_ORIGINS")
PORTICO_BASE_URL = env.text("PORTICO_BASE_URL", "http://localhost:8000")

INSTALLED_APPS = [
    "portico.kernel",
    "portico.territory",
    "portico.organisations",
    "portico.accounts",
    "portico.access",
    "portico.events",
    "portico.people",
    "portico.privacy",
    "portico.thread",
    "portico.directory",
    "portico.desks",
    "portico.assessment",
    "portico.casework",
    "portico.referrals",
    "portico.plans",
    "portico.meetings",
    "portico.authorities",
    "portico.records",
    "portico.workplace",
    "portico.seed",
    "portico.bench",
    "pghistory",
    "pgtrigger",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "portico.kernel.middleware.DatabaseOutage",
    "portico.kernel.middleware.Unstorable",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portico.accounts.middleware.ActorMiddleware",
    "portico.access.middleware.DenialLog",
]

ROOT_URLCONF = "portico.config.urls"
WSGI_APPLICATION = "portico.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "portico.config.context.demo",
                "portico.workplace.context.frame",
            ],
            "builtins": [
                "portico.kernel.templatetags.portico_ui",
                "portico.kernel.templatetags.portico_forms",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.database(env.database_url())}
if env.text("PORTICO_DB_ROLE", "web") == "owner":
    DATABASES["default"]["CONN_MAX_AGE"] = 0
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
LOGIN_URL = "account_login"
SIGN_IN_PATH = "/accesso/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "portico.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Portico: "
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Portico"

SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_COOKIES = env.flag("PORTICO_SECURE_COOKIES")
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_FAILURE_VIEW = "portico.kernel.http.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("PORTICO_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# No inline script, no inline style, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "it"
LANGUAGES = [("it", _("Italiano"))]
TIME_ZONE = "Europe/Rome"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [PACKAGE / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = env.text("PORTICO_STATIC_ROOT") or None
WHITENOISE_USE_FINDERS = not STATIC_ROOT
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

PORTICO_UPLOAD_LIMIT = env.number("PORTICO_UPLOAD_LIMIT_MB", 10) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = [
    "portico.kernel.files.LimitedUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

EMAIL_BACKEND = env.text("PORTICO_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env.text("PORTICO_EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("PORTICO_EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("PORTICO_EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("PORTICO_EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("PORTICO_EMAIL_TLS")
DEFAULT_FROM_EMAIL = env.text("PORTICO_EMAIL_FROM", "portico@localhost")

PORTICO_LOOKUP_LIMIT = env.number("PORTICO_LOOKUP_LIMIT_PER_HOUR", 60)
PORTICO_ACCENT = env.text("PORTICO_ACCENT", "petrolio")
PORTICO_GALLERY = env.flag("PORTICO_GALLERY", DEBUG)

PGTRIGGER_INSTALL_ON_MIGRATE = False

LOGGING_CONFIG = "portico.kernel.logs.configure"
LOGGING: dict[str, object] = {"level": env.text("PORTICO_LOG_LEVEL", "INFO"), "json": env.flag("PORTICO_LOG_JSON")}

SILENCED_SYSTEM_CHECKS: list[str] = []
