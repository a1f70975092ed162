"""The API's routes: one file a group, all of them in `ROUTERS`."""

from tradewind.server.routes import account, analytics, controls, decisions, features, market, orders, session

ROUTERS = (
    session.router,
    market.router,
    features.router,
    account.router,
    orders.router,
    decisions.router,
    controls.router,
    analytics.router,
)
