"""How the parts are put together: settings, addresses of pages, engines, and what keeps them up."""
