@echo off
rem Local mode: this computer only, nobody signs in. Makes .venv where there is none, starts, opens the browser.
chcp 65001 >nul
setlocal
title 预算绩效 Budget performance
set "PYTHONUTF8=1"
cd /d "%~dp0..\.."
set "PY=.venv\Scripts\python.exe"
if not exist "%PY%" call "%~dp0install.bat" /q
if not exist "%PY%" goto stopped

"%PY%" -c "import urllib.request as u; u.build_opener(u.ProxyHandler({})).open('http://127.0.0.1:8501/_stcore/health', timeout=2)" >nul 2>nul
if not errorlevel 1 goto running

echo 正在启动，浏览器会自动打开。关掉这个窗口或按 Ctrl+C 就停止。
echo Starting; the browser opens by itself. Press Ctrl+C or close this window to stop.
"%PY%" -m scorecard.server --server.headless false --server.showEmailPrompt false
if not errorlevel 1 exit /b 0

:stopped
echo.
echo 没有启动成功，原因见上面。
echo It did not start; the reason stands above.
pause
exit /b 1

:running
echo 已经在运行，打开浏览器。
echo It is running already; opening the browser.
start "" http://127.0.0.1:8501/
exit /b 0
