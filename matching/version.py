"""The engine's version: it changes whenever the same records could get another answer."""

ENGINE_VERSION = "2.1.0"
